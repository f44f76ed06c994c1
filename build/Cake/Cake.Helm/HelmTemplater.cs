using Cake.CommandLine;
using Cake.Core;

namespace Cake.Helm;

/// <summary>Runs <c>helm template</c>.</summary>
internal sealed class HelmTemplater(ICakeContext context) : HelmTool<HelmTemplateSettings>(context, "template")
{
    public IReadOnlyList<string> Render(HelmTemplateSettings settings) =>
        Run(settings, arguments => arguments
            .AppendChart(settings)
            .AppendFlag("--include-crds", settings.IncludeCrds));
}
