using Cake.CommandLine;
using Cake.Core;

namespace Cake.Helm;

/// <summary>Runs <c>helm repo add</c>.</summary>
internal sealed class HelmRepositoryAdder(ICakeContext context) : HelmTool<HelmRepoAddSettings>(context, "repo add")
{
    public IReadOnlyList<string> Add(HelmRepoAddSettings settings) =>
        Run(settings, arguments => arguments
            .AppendRequired(settings.Name)
            .AppendRequired(settings.Url)
            .AppendFlag("--force-update", settings.ForceUpdate));
}
