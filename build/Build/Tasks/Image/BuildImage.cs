using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery.Images.Builders;

namespace GitOpsDemo.Build.Tasks.Image;

/// <summary>Makes the image.</summary>
[TaskName(nameof(BuildImage))]
[TaskDescription("Makes the image of the published service, with a container engine or without one.")]
[IsDependentOn(typeof(Publish))]
public sealed class BuildImage(ImageWork image) : AsyncFrostingTask<BuildContext>
{
    private const string Program = "GitOpsDemo.Api";

    /// <inheritdoc/>
    public override async Task RunAsync(BuildContext context)
    {
        var plan = await image.PlanAsync(context);
        if (plan.Existing is not null)
        {
            return;
        }

        var labels = new ImageLabels(context.Options.Image.Repository, plan.Version.Text, plan.Version.Created)
        {
            Revision = plan.Version.Revision,
            Source = plan.Version.Source,
        };
        await plan.Builder.BuildAsync(new ImageRequest(plan.Reference, context.Paths.Publish, Program, labels), context.CancellationToken);
    }
}
