using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks.Manifests;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Build.Tasks.Monitoring;

[TaskName(nameof(InstallMonitoring))]
[TaskDescription("Installs the monitoring: the charts on a cluster; in the lab Prometheus, Alertmanager and the exporters.")]
[IsDependentOn(typeof(Validate))]
public sealed class InstallMonitoring(IPlatform platform, MonitoringStart monitoring) : AsyncFrostingTask<BuildContext>
{
    private static readonly ServiceApi[] Monitoring = [ServiceApi.Prometheus, ServiceApi.Alertmanager, ServiceApi.Grafana, ServiceApi.Loki];

    public override async Task RunAsync(BuildContext context)
    {
        await monitoring.InstallAsync(context);
        context.Report.Hosts = await platform.HostsLineAsync(context.CancellationToken);
        if (platform.Page is { } page)
        {
            context.Report.Show("page", page);
        }

        context.ShowAddresses(platform, Monitoring);
    }
}
