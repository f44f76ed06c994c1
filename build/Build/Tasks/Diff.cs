using Cake.Frosting;
using GitOpsDemo.Build.Output;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks.GitOps;
using GitOpsDemo.Delivery.Report.Diff;

namespace GitOpsDemo.Build.Tasks;

/// <summary>Shows what Deploy would change.</summary>
[TaskName(nameof(Diff))]
[TaskDescription("Shows what Deploy would change, and changes nothing itself: exit code 3 if there is anything, else 0.")]
public sealed class Diff(
    DeployPlanner planner, PendingChanges pending, RunOutcome outcome) : AsyncFrostingTask<BuildContext>, IObservingTask
{
    /// <inheritdoc/>
    public override async Task RunAsync(BuildContext context)
    {
        var differences = await planner.PlanAsync(context) is { } deploy
            ? await pending.FindAsync(deploy, context.CancellationToken)
            : [new("the lab", "it does not run: a Deploy would start it and bring everything live")];
        foreach (var difference in differences)
        {
            context.DeliveryLog.Information($"── {difference.Subject}\n{difference.Text}\n");
        }

        context.DeliveryLog.Information(differences.Count == 0
            ? "a Deploy would change nothing"
            : $"a Deploy would change {string.Join(", ", differences.Select(difference => difference.Subject))}");
        outcome.HasDifferences = differences.Count > 0;
    }
}
