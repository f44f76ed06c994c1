using Cake.Core;
using Cake.Kubectl;

namespace Cake.Tools.Tests.Kubectl;

public sealed class KubectlPatchTests : KubectlVerbTests<KubectlPatchSettings>
{
    protected override KubectlPatchSettings Minimal => new() { Resources = ["deployment/demo"], Patch = "spec: {replicas: 2}" };

    protected override string MinimalLine => "kubectl patch deployment/demo --patch \"spec: {replicas: 2}\"";

    protected override KubectlPatchSettings Full => new()
    {
        Patch = "status: {abort: true}",
        Resources = ["rollouts.argoproj.io", "demo"],
        Subresource = "status",
        Type = "merge",
    };

    protected override string FullLine =>
        "kubectl patch rollouts.argoproj.io demo --subresource status --type merge --patch \"status: {abort: true}\"";

    [Fact]
    public void A_resource_is_needed() => AssertMissing("Resources", () => Context.KubectlPatch(new() { Patch = "status: {}" }));

    [Fact]
    public void A_patch_is_needed() => AssertMissing("Patch", () => Context.KubectlPatch(new() { Resources = ["deployment/demo"] }));

    protected override void Invoke(ICakeContext context, KubectlPatchSettings settings) => context.KubectlPatch(settings);
}
