using Cake.Frosting;
using GitOpsDemo.Build.Context;

namespace GitOpsDemo.Build.Tasks.Monitoring;

[TaskName(nameof(ApplyAlerts))]
[TaskDescription("Loads the rules of alerts.yaml into Prometheus.")]
[IsDependentOn(typeof(InstallMonitoring))]
public sealed class ApplyAlerts(MonitoringStart monitoring) : AsyncFrostingTask<BuildContext>
{
    public override Task RunAsync(BuildContext context) => monitoring.ApplyAsync(context);
}
