using Cake.Core;
using Cake.Kubectl;

namespace Cake.Tools.Tests.Kubectl;

public sealed class KubectlWaitTests : KubectlVerbTests<KubectlWaitSettings>
{
    protected override KubectlWaitSettings Minimal => new() { Resources = ["pod/one"], For = "condition=Ready" };

    protected override string MinimalLine => "kubectl wait pod/one --for condition=Ready";

    protected override KubectlWaitSettings Full => new()
    {
        For = "condition=Ready",
        Resources = ["pod"],
        Selector = "app=demo",
        Timeout = "60s",
    };

    protected override string FullLine => "kubectl wait pod --selector app=demo --for condition=Ready --timeout 60s";

    [Fact]
    public void A_resource_is_needed() => AssertMissing("Resources", () => Context.KubectlWait(new KubectlWaitSettings { For = "delete" }));

    [Fact]
    public void A_condition_is_needed() =>
        AssertMissing("For", () => Context.KubectlWait(new KubectlWaitSettings { Resources = ["pod/one"] }));

    protected override void Invoke(ICakeContext context, KubectlWaitSettings settings) => context.KubectlWait(settings);
}
