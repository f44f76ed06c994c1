using Cake.CommandLine;
using Cake.Core;

namespace Cake.Kubectl;

/// <summary>Runs <c>kubectl annotate</c>.</summary>
internal sealed class KubectlAnnotator(ICakeContext context) : KubectlTool<KubectlAnnotateSettings>(context, "annotate")
{
    public IReadOnlyList<string> Annotate(KubectlAnnotateSettings settings) =>
        Run(settings, arguments => arguments
            .AppendRequired(settings.Resources)
            .AppendRequired(settings.Annotations)
            .AppendFlag("--overwrite", settings.Overwrite));
}
