using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Build.Tasks.Lab;

[TaskName(nameof(LabUp))]
[TaskDescription("Starts the lab: registry, bare repository, Prometheus, Alertmanager and the lab's page, all on 127.0.0.1.")]
public sealed class LabUp(IPlatform platform) : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        context.RequireLab(nameof(LabUp));
        await platform.PrepareAsync(context.CancellationToken);
        await platform.InstallMonitoringAsync(context.CancellationToken);
        await platform.ApplyDashboardsAsync(context.Dashboards(), context.CancellationToken);
    }
}
