using Cake.CommandLine;
using Cake.Core;

namespace Cake.Helm;

/// <summary>Runs <c>helm status</c>.</summary>
internal sealed class HelmStatusReader(ICakeContext context) : HelmTool<HelmStatusSettings>(context, "status")
{
    public IReadOnlyList<string> Read(HelmStatusSettings settings) =>
        Run(settings, arguments => arguments
            .AppendRequired(settings.Release)
            .AppendOption("--output", settings.Output));
}
