using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks.Code;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Build;

namespace GitOpsDemo.Build.Tasks.Image;

/// <summary>What the three image tasks share: the plan of this run, made from its options.</summary>
public sealed class ImagePlans(IPlatform platform, ImagePlanner planner)
{
    /// <summary>Which image this run is to make, and whether the registry has it already.</summary>
    internal async Task<ImagePlan> PlanAsync(BuildContext context)
    {
        var options = context.Options.Image;
        var defaults = await platform.PrepareAsync(context.CancellationToken);
        var registry = options.Registry ?? defaults.ImageRegistry ?? throw new DeliveryException(
            "no image can be pushed", $"{platform.Name} brings no registry", "name one with --image-registry");
        return await planner.PlanAsync(
            registry, options.Repository, options.Tag, options.Builder, context.Paths.ImageRecord, context.CancellationToken);
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
        return new ImageRequest(plan.Reference, context.Paths.Publish, ProgramOf(context), labels)
        {
            Port = context.Options.Settings.Service.Port,
            UserId = context.Options.Settings.Image.UserId,
        };
    }
}
