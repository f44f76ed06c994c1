using Cake.Core;
using Cake.Kubectl;

namespace Cake.Tools.Tests.Kubectl;

public sealed class KubectlRolloutStatusTests : KubectlVerbTests<KubectlRolloutStatusSettings>
{
    protected override KubectlRolloutStatusSettings Minimal => new() { Resource = "deployment/demo" };

    protected override string MinimalLine => "kubectl rollout status deployment/demo";

    protected override KubectlRolloutStatusSettings Full => new()
    {
        Resource = "deployment/demo",
        Timeout = "60s",
    };

    protected override string FullLine => "kubectl rollout status deployment/demo --timeout 60s";

    [Fact]
    public void A_resource_is_needed() => AssertMissing("Resource", () => Context.KubectlRolloutStatus(new KubectlRolloutStatusSettings()));

    protected override void Invoke(ICakeContext context, KubectlRolloutStatusSettings settings) => context.KubectlRolloutStatus(settings);
}
