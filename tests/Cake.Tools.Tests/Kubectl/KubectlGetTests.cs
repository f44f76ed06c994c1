using Cake.Core;
using Cake.Kubectl;

namespace Cake.Tools.Tests.Kubectl;

public sealed class KubectlGetTests : KubectlVerbTests<KubectlGetSettings>
{
    protected override KubectlGetSettings Minimal => new() { Resources = ["pods"] };

    protected override string MinimalLine => "kubectl get pods";

    protected override KubectlGetSettings Full => new()
    {
        AllNamespaces = true,
        IgnoreNotFound = true,
        Output = "json",
        Resources = ["deployment", "one", "two"],
        Selector = "app=demo",
    };

    protected override string FullLine =>
        "kubectl get deployment one two --all-namespaces --selector app=demo --ignore-not-found --output json";

    [Fact]
    public void A_resource_is_needed() => AssertMissing("Resources", () => Context.KubectlGetWithResult(new KubectlGetSettings()));

    protected override void Invoke(ICakeContext context, KubectlGetSettings settings) => context.KubectlGetWithResult(settings);
}
