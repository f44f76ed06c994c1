using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Build.Tasks.Monitoring;

/// <summary>Brings the dashboards to Grafana.</summary>
[TaskName(nameof(ApplyDashboards))]
[TaskDescription("Brings the dashboards to Grafana; in the lab to its page.")]
[IsDependentOn(typeof(InstallMonitoring))]
public sealed class ApplyDashboards(IPlatform platform) : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(BuildContext context) =>
        platform.ApplyDashboardsAsync(context.Dashboards(), context.CancellationToken);
}
