using Cake.CommandLine;
using Cake.Core;

namespace Cake.Helm;

/// <summary>Runs <c>helm history</c>.</summary>
internal sealed class HelmHistoryReader(ICakeContext context) : HelmTool<HelmHistorySettings>(context, "history")
{
    public IReadOnlyList<string> Read(HelmHistorySettings settings) =>
        Run(settings, arguments => arguments
            .AppendRequired(settings.Release)
            .AppendOption("--max", settings.Max)
            .AppendOption("--output", settings.Output));
}
