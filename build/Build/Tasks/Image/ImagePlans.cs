using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks.Code;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Build;

namespace GitOpsDemo.Build.Tasks.Image;

/// <summary>What the three image tasks share: the plan of this run, made from its options.</summary>
public sealed class ImagePlans(IPlatform platform, IPlatformView view, ImagePlanner planner)
{
    private IReadOnlyList<ImagePlatform>? _platforms;

    /// <summary>Which image this run is to make, and whether the registry has it already.</summary>
    internal async Task<ImagePlan> PlanAsync(BuildContext context)
    {
        var defaults = await platform.PrepareAsync(context.CancellationToken);
        var registry = context.Options.Image.Registry ?? defaults.ImageRegistry ?? throw new DeliveryException(
            "no image can be pushed", $"{platform.Name} has no registry of its own", "name one with --image-registry");
        return await PlanAsync(context, registry);
    }

    /// <summary>The same for a registry that is known.</summary>
    internal async Task<ImagePlan> PlanAsync(BuildContext context, string registry)
    {
        var options = context.Options.Image;
        _platforms ??= options.Platforms ?? await view.ImagePlatformsAsync(context.CancellationToken);
        if (context.Options.Cluster.DeliversToLab && !_platforms.Contains(ImagePlatform.Here))
        {
            throw new DeliveryException(
                $"the lab can't run an image for {string.Join(" and ", _platforms)}",
                $"this computer runs {ImagePlatform.Here}; nothing has been built",
                $"add {ImagePlatform.Here} to imagePlatforms in the settings file, or give --image-platforms={ImagePlatform.Here}");
        }

        return await planner.PlanAsync(
            new ImageOrder(registry, options.Repository, options.Tag, options.Builder, _platforms),
            context.Paths.ImageRecord,
            context.CancellationToken);
    }

    /// <summary>Whether the image is made by the user's own Dockerfile, from the sources and not from what was published.</summary>
    internal static bool IsOfDockerfile(BuildContext context, ImagePlan plan) =>
        plan.Builder is DockerImageBuilder && context.Paths.Dockerfile.Context is not null;

    /// <summary>The program that publishing makes: as the project calls its assembly.</summary>
    private static string ProgramOf(BuildContext context)
    {
        var project = context.Paths.ServiceProject;
        return CompiledProject.Of(context, context.Service).FirstOrDefault(compiled => compiled.Project == project) is { } compiled
            ? Path.GetFileNameWithoutExtension(compiled.Assembly)
            : Path.GetFileNameWithoutExtension(project);
    }

    /// <summary>What the image of a plan is made of.</summary>
    internal static ImageRequest RequestOf(BuildContext context, ImagePlan plan)
    {
        var labels = new ImageLabels(context.Options.Image.Repository, plan.Version.Text, plan.Version.Created)
        {
            Revision = plan.Version.Revision,
            Source = plan.Version.Source,
        };
        return new ImageRequest(plan.Reference, [.. plan.Platforms.Select(PublishedFor)], ProgramOf(context), labels)
        {
            Port = context.Options.Settings.Service.Port,
            UserId = context.Options.Settings.Image.UserId,
        };

        PublishedService PublishedFor(ImagePlatform platform) =>
            new(platform, Path.Combine(context.Paths.Publish, platform.RuntimeIdentifier));
    }
}
