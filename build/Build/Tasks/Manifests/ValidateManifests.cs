using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks.Code;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Kubernetes;
using GitOpsDemo.Lab.Fields;

namespace GitOpsDemo.Build.Tasks.Manifests;

[TaskName(nameof(ValidateManifests))]
[TaskDescription("Renders every overlay and checks it against the API, field by field, the policy (security, probes, monitoring), "
    + "and what the lab can do.")]
public sealed class ValidateManifests(Freshness freshness, IManifestRenderer renderer, LabCheck lab, ServerDryRun cluster)
    : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        var (paths, settings) = (context.Paths, context.Options.Settings);
        var overlay = paths.ManifestFolders.PathOf(context.Options.Environment);
        var validation = new ManifestValidation(renderer, settings.Service, settings.Policy, context.DeliveryLog);
        await freshness.UnlessFreshAsync(context, nameof(ValidateManifests), context.Inputs.Manifests, () => validation.RequireAsync(
            paths.ManifestFolders, settings.Environments, settings.Production, paths.Alerts, context.CancellationToken));

        // After the API's own fields: what is misspelt is nothing that only the lab lacks.
        if (context.Options.Cluster.DeliversToLab && Directory.Exists(overlay))
        {
            await lab.RequireAsync(overlay, $"overlay {context.Options.Environment}", context.CancellationToken);
        }

        await cluster.RequireAsync(overlay, paths.Alerts, context.CancellationToken);
    }
}
