using Cake.Core;
using Cake.Kubectl;

namespace Cake.Tools.Tests.Kubectl;

public sealed class KubectlKustomizeTests : KubectlVerbTests<KubectlKustomizeSettings>
{
    protected override KubectlKustomizeSettings Minimal => new() { Directory = "k8s/overlays/dev" };

    protected override string MinimalLine => "kubectl kustomize k8s/overlays/dev";

    protected override KubectlKustomizeSettings Full => new() { Directory = "/my source/k8s" };

    protected override string FullLine => "kubectl kustomize \"/my source/k8s\"";

    [Fact]
    public void A_folder_is_needed() =>
        AssertMissing("Directory", () => Context.KubectlKustomizeWithResult(new KubectlKustomizeSettings()));

    protected override void Invoke(ICakeContext context, KubectlKustomizeSettings settings) => context.KubectlKustomizeWithResult(settings);
}
