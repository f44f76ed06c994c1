using Cake.Core;
using Cake.Kubectl;

namespace Cake.Tools.Tests.Kubectl;

public sealed class KubectlScaleTests : KubectlVerbTests<KubectlScaleSettings>
{
    protected override KubectlScaleSettings Minimal => new() { Resources = ["deployment/demo"], Replicas = "0" };

    protected override string MinimalLine => "kubectl scale deployment/demo --replicas 0";

    protected override KubectlScaleSettings Full => new() { Resources = ["deployment", "demo"], Replicas = "2" };

    protected override string FullLine => "kubectl scale deployment demo --replicas 2";

    [Fact]
    public void A_resource_is_needed() => AssertMissing("Resources", () => Context.KubectlScale(new() { Replicas = "1" }));

    [Fact]
    public void A_number_is_needed() => AssertMissing("Replicas", () => Context.KubectlScale(new() { Resources = ["deployment/demo"] }));

    protected override void Invoke(ICakeContext context, KubectlScaleSettings settings) => context.KubectlScale(settings);
}
