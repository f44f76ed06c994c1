using Cake.CommandLine;
using Cake.Core;

namespace Cake.Kubectl;

/// <summary>Runs <c>kubectl diff</c>.</summary>
internal sealed class KubectlDiffer(ICakeContext context) : KubectlTool<KubectlDiffSettings>(context, "diff")
{
    public IReadOnlyList<string> Diff(KubectlDiffSettings settings) =>
        Run(settings, arguments => arguments
            .AppendFlag("--server-side", settings.ServerSide)
            .AppendOption("--field-manager", settings.FieldManager)
            .AppendFlag("--force-conflicts", settings.ForceConflicts)
            .AppendManifests(settings));

    /// <summary>Exit code 1 means that something differs, and then there is output to show it. Errors have a higher one.</summary>
    protected override bool IsSuccess(int exitCode, IReadOnlyList<string> output) => exitCode == 0 || (exitCode == 1 && output.Count > 0);
}
