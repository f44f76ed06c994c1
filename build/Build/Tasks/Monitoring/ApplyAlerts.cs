using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Build.Tasks.Monitoring;

[TaskName(nameof(ApplyAlerts))]
[TaskDescription("Loads the rules of alerts.yaml into Prometheus.")]
[IsDependentOn(typeof(InstallMonitoring))]
public sealed class ApplyAlerts(IPlatform platform) : AsyncFrostingTask<BuildContext>
{
    public override Task RunAsync(BuildContext context) =>
        platform.ApplyAlertsAsync(context.AlertManifests(), context.CancellationToken);
}
