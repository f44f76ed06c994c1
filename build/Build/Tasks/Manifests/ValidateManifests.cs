using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks.Code;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Kubernetes;

namespace GitOpsDemo.Build.Tasks.Manifests;

/// <summary>Checks what would be deployed.</summary>
[TaskName(nameof(ValidateManifests))]
[TaskDescription("Renders every overlay and checks it against the API, field by field, and the policy: security, probes, monitoring.")]
public sealed class ValidateManifests(Freshness freshness, ManifestValidation validation, ServerDryRun cluster)
    : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override async Task RunAsync(BuildContext context)
    {
        var (paths, settings) = (context.Paths, context.Options.Settings);
        await freshness.UnlessFreshAsync(context, nameof(ValidateManifests), context.Inputs.Manifests, () => validation.RequireAsync(
            paths.ManifestFolders, settings.Environments, settings.Production, paths.Alerts, context.CancellationToken));
        await cluster.RequireAsync(paths.ManifestFolders.PathOf(context.Options.Environment), paths.Alerts, context.CancellationToken);
    }
}
