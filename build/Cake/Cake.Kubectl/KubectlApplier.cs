using Cake.CommandLine;
using Cake.Core;

namespace Cake.Kubectl;

/// <summary>Runs <c>kubectl apply</c>.</summary>
internal sealed class KubectlApplier(ICakeContext context) : KubectlTool<KubectlApplySettings>(context, "apply")
{
    public IReadOnlyList<string> Apply(KubectlApplySettings settings) =>
        Run(settings, arguments => arguments
            .AppendFlag("--server-side", settings.ServerSide)
            .AppendFlag($"--dry-run={settings.DryRun}", settings.DryRun is not null)
            .AppendFlag($"--validate={settings.Validate}", settings.Validate is not null)
            .AppendOption("--field-manager", settings.FieldManager)
            .AppendFlag("--force-conflicts", settings.ForceConflicts)
            .AppendManifests(settings));
}
