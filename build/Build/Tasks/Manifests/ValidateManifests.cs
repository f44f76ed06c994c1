using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks.Code;
using GitOpsDemo.Delivery.Manifests;

namespace GitOpsDemo.Build.Tasks.Manifests;

/// <summary>Checks what would be deployed.</summary>
[TaskName(nameof(ValidateManifests))]
[TaskDescription("Renders every overlay and checks it against the policy: security, probes, monitoring.")]
[IsDependentOn(typeof(Restore))]
public sealed class ValidateManifests(Freshness freshness, ManifestValidation validation) : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(BuildContext context) =>
        freshness.UnlessFreshAsync(context, nameof(ValidateManifests), context.Inputs.Manifests, () => validation.RequireAsync(
            context.Paths.Manifests,
            context.Options.Settings.Environments,
            context.Options.Settings.Production,
            context.Paths.Alerts,
            context.CancellationToken));
}
