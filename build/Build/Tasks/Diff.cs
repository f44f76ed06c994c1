using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks.GitOps;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Report.Diff;

namespace GitOpsDemo.Build.Tasks;

[TaskName(nameof(Diff))]
[TaskDescription("Shows what Deploy would change, and changes nothing itself: exit code 3 if there is anything, else 0.")]
public sealed class Diff(DeployPlanner planner, IPlatformView view, IManifestRenderer renderer)
    : AsyncFrostingTask<BuildContext>, IObservingTask
{
    public override async Task RunAsync(BuildContext context)
    {
        var differences = await planner.PlanAsync(context) is { } deploy
            ? await new PendingChanges(view, renderer).FindAsync(deploy, context.CancellationToken)
            : [new("the lab", "it does not run: a Deploy would start it and deploy everything")];
        foreach (var difference in differences)
        {
            context.DeliveryLog.Information($"── {difference.Subject}\n{difference.Text}\n");
        }

        context.DeliveryLog.Information(differences.Count == 0
            ? "a Deploy would change nothing"
            : $"a Deploy would change {string.Join(", ", differences.Select(difference => difference.Subject))}");
        context.Report.Outcome.HasDifferences = differences.Count > 0;
    }
}
