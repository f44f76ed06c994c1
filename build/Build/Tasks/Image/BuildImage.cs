using Cake.Frosting;
using GitOpsDemo.Build.Context;

namespace GitOpsDemo.Build.Tasks.Image;

[TaskName(nameof(BuildImage))]
[TaskDescription("Makes the image of the published service, with a container engine or without one.")]
[IsDependentOn(typeof(Publish))]
public sealed class BuildImage(ImagePlans image) : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        var plan = await image.PlanAsync(context);
        if (plan.Existing is not null)
        {
            return;
        }

        await plan.Builder.BuildAsync(ImagePlans.RequestOf(context, plan), context.CancellationToken);
    }
}
