using Cake.Core;
using Cake.Kubectl;

namespace Cake.Tools.Tests.Kubectl;

public sealed class KubectlAnnotateTests : KubectlVerbTests<KubectlAnnotateSettings>
{
    protected override KubectlAnnotateSettings Minimal => new() { Resources = ["application/demo"], Annotations = ["a=b"] };

    protected override string MinimalLine => "kubectl annotate application/demo a=b";

    protected override KubectlAnnotateSettings Full => new()
    {
        Annotations = ["argocd.argoproj.io/refresh=normal", "old-"],
        Overwrite = true,
        Resources = ["application", "demo"],
    };

    protected override string FullLine => "kubectl annotate application demo argocd.argoproj.io/refresh=normal old- --overwrite";

    [Fact]
    public void A_resource_is_needed() =>
        AssertMissing("Resources", () => Context.KubectlAnnotate(new KubectlAnnotateSettings { Annotations = ["a=b"] }));

    [Fact]
    public void An_annotation_is_needed() =>
        AssertMissing("Annotations", () => Context.KubectlAnnotate(new KubectlAnnotateSettings { Resources = ["pod/one"] }));

    protected override void Invoke(ICakeContext context, KubectlAnnotateSettings settings) => context.KubectlAnnotate(settings);
}
