using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks.Image;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Report.Diff;

namespace GitOpsDemo.Build.Tasks.GitOps;

/// <summary>Says what a Deploy with the same options would be about.</summary>
public sealed class DeployPlanner(
    IPlatform platform, IPlatformView view, ImagePlans images, GitOpsRepositories gitops, RenderedImages rendered)
{
    /// <summary>The Deploy; null where nothing of the lab runs, to which it would go.</summary>
    /// <exception cref="DeliveryException">No option says where it would go.</exception>
    internal async Task<PlannedDeploy?> PlanAsync(BuildContext context)
    {
        var (options, paths, defaults) = (context.Options, context.Paths, view.Defaults);
        if ((options.Image.Registry ?? defaults.ImageRegistry) is not { } registry
            || (options.GitOps.Repository ?? defaults.GitOpsRepository) is not { } remote)
        {
            return options.Cluster.DeliversToLab ? null : throw new DeliveryException(
                "nothing can be compared",
                $"{platform.Name} has neither a registry nor a GitOps repository of its own",
                "name them with --image-registry and --gitops-repository");
        }

        var isLab = remote == defaults.GitOpsRepository;
        var image = await images.PlanAsync(context, registry);
        var repository = gitops.Open(options.GitOps, remote, defaults);
        var name = isLab
            ? await rendered.NameAsync(paths.ManifestFolders, options.Environment, context.CancellationToken)
            : await gitops.ImageNameAsync(context, repository, options.Environment);
        return new(name, options.Environment, image, repository, options.GitOps.Overlays)
        {
            Folders = options.GitOps.Folders,
            WorkTree = isLab ? paths.ManifestFolders : null,
            Rules = context.AlertManifests(),
            Dashboards = context.Dashboards(),
        };
    }
}
