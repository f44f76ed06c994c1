using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Dashboards;
using GitOpsDemo.Delivery.Diff;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Manifests;

namespace GitOpsDemo.Build.Tasks.GitOps;

/// <summary>Puts what a Deploy would bring beside what is there.</summary>
public sealed class PendingChanges(IPlatform platform, IPlatformView view, ImagePlanner planner, GitOpsWork gitops, OverlayPreview preview)
{
    /// <summary>What would change; nothing is changed, and no platform is started for it.</summary>
    internal async Task<IReadOnlyList<Difference>> FindAsync(BuildContext context)
    {
        var options = context.Options;
        var defaults = view.Defaults;
        if ((options.Image.Registry ?? defaults.ImageRegistry) is not { } registry
            || (options.GitOps.Repository ?? defaults.GitOpsRepository) is not { } remote)
        {
            return options.Cluster.DeliversToLab
                ? [new("the lab", "nothing of it runs: a Deploy would start it and bring all of it live")]
                : throw new DeliveryException(
                    "nothing can be compared", $"{platform.Name} brings neither a registry nor a GitOps repository", "name them with --image-registry and --gitops-repository");
        }

        var plan = await planner.PlanAsync(
            registry, options.Image.Repository, options.Image.Tag, options.Image.Builder, context.Paths.ImageRecord, context.CancellationToken);
        var isLab = remote == defaults.GitOpsRepository;
        var repository = gitops.Open(options.GitOps, remote, isLab ? context.Paths.Lab.Checkout : context.Paths.GitOpsClone);
        var images = await new OverlayReader(repository, options.GitOps.Path).ReadAsync(options.Environment, commit: null, context.CancellationToken);
        var service = options.Settings.Service.Name;
        var planned = PlannedEntry(service, plan);
        var manifests = isLab
            ? await preview.RenderAsync(context.Paths.Manifests, options.Environment, [.. images, .. planned], context.CancellationToken)
            : await repository.AtAsync(
                await repository.TipAsync(context.CancellationToken),
                (checkout, token) => preview.RenderAsync(Path.Combine(checkout, options.GitOps.Path), options.Environment, planned, token),
                context.CancellationToken);
        var wanted = new WantedState(
            options.Environment, manifests, ManifestSet.Load(context.Paths.Alerts), Dashboard.LoadAll(context.Paths.Dashboards));
        return [.. OverlayDifference(options.Environment, images.FirstOrDefault(image => image.Name == service), planned, plan), .. await view.CompareAsync(wanted, context.CancellationToken)];
    }

    /// <summary>The entry that the bump would write; none while the digest is not known, because the image is not built yet.</summary>
    private static IReadOnlyList<ImageEntry> PlannedEntry(string service, ImagePlan plan) => plan.Existing is { Reference: var image }
        ? [new(service, image.Name, image.Tag, image.Digest?.ToString())]
        : [];

    private static IEnumerable<Difference> OverlayDifference(
        string environment, ImageEntry? before, IReadOnlyList<ImageEntry> planned, ImagePlan plan)
    {
        var after = planned is [var known] ? known.ToString() : $"{plan.Reference} with the digest that the build makes";
        return before?.ToString() == after ? [] : [new($"overlay {environment}", $"-{before}\n+{after}")];
    }
}
