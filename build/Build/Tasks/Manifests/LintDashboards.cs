using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks.Code;
using GitOpsDemo.Delivery.Manifests.Policy;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Monitoring.Dashboards;

namespace GitOpsDemo.Build.Tasks.Manifests;

/// <summary>Checks the dashboards.</summary>
[TaskName(nameof(LintDashboards))]
[TaskDescription("Checks every panel: type, data source, unit, known metrics, and its query with promtool.")]
public sealed class LintDashboards(Freshness freshness, DashboardValidation validation) : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
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
        await validation.RequireAsync(
            context.Dashboards(),
            context.AlertRules() is { } rules ? known.And(rules) : known,
            context.Paths.Rules,
            context.CancellationToken);
    }
}
