using Cake.CommandLine;
using Cake.Core;

namespace Cake.Helm;

/// <summary>Runs <c>helm template</c>.</summary>
internal sealed class HelmTemplater(ICakeContext context) : HelmTool<HelmTemplateSettings>(context, "template")
{
    public IReadOnlyList<string> Render(HelmTemplateSettings settings) =>
        Run(settings, arguments => arguments
            .AppendRequired(settings.Release)
            .AppendRequired(settings.Chart)
            .AppendOption("--version", settings.Version)
            .AppendOptions("--values", settings.Values)
            .AppendOptions("--set", settings.Set)
            .AppendFlag("--include-crds", settings.IncludeCrds));
}
