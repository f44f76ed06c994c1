using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Output;
using GitOpsDemo.Build.Tasks.Code;
using GitOpsDemo.Build.Tasks.Manifests;

namespace GitOpsDemo.Build.Tasks.Image;

[TaskName(nameof(Publish))]
[TaskDescription("Publishes the service, self-contained and ready to run, into artifacts/publish.")]
[IsDependentOn(typeof(Validate))]
[IsDependentOn(typeof(UnitTest))]
public sealed class Publish(ServicePublication publication) : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        var when = publication.IsBegun ? ", also beside the tests" : "";
        if (await publication.FinishAsync(context) is { } duration)
        {
            context.DeliveryLog.Information($"published in {Durations.Exact(duration)}{when}");
        }
    }
}
