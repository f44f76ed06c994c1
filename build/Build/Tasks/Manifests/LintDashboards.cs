using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks.Code;
using GitOpsDemo.Delivery.Manifests.Policy;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Monitoring.Dashboards;
using GitOpsDemo.Delivery.Monitoring.Rules;

namespace GitOpsDemo.Build.Tasks.Manifests;

[TaskName(nameof(LintDashboards))]
[TaskDescription("Checks every panel: type, data source, unit, known metrics, and its query with promtool.")]
public sealed class LintDashboards(Freshness freshness, Promtool promtool) : AsyncFrostingTask<BuildContext>
{
    public override Task RunAsync(BuildContext context) =>
        freshness.UnlessFreshAsync(context, nameof(LintDashboards), context.Inputs.Manifests, () => CheckAsync(context));

    private async Task CheckAsync(BuildContext context)
    {
        if (context.ReasonForNo(PolicySettings.Dashboards, context.Paths.Dashboards) is { } reason)
        {
            context.DeliveryLog.Information($"there are no dashboards: {reason}");
            return;
        }

        var known = KnownMetrics.Load(context.Paths.KnownMetrics);
        await new DashboardValidation(promtool, context.DeliveryLog).RequireAsync(
            context.Dashboards(),
            context.AlertRules() is { } rules ? known.And(rules) : known,
            context.Paths.Rules,
            context.CancellationToken);
    }
}
