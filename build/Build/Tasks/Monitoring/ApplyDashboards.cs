using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Build.Tasks.Monitoring;

[TaskName(nameof(ApplyDashboards))]
[TaskDescription("Puts the dashboards into Grafana; in the lab onto its page.")]
[IsDependentOn(typeof(InstallMonitoring))]
public sealed class ApplyDashboards(IPlatform platform) : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        if (context.Dashboards() is { Count: > 0 } dashboards)
        {
            await platform.ApplyDashboardsAsync(dashboards, context.CancellationToken);
            return;
        }

        context.DeliveryLog.Information("there are no dashboards, as the settings file says");
    }
}
