using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery;
using GitOpsDemo.Kubernetes.ArgoCd;

namespace GitOpsDemo.Build.Tasks.Cluster;

[TaskName(nameof(InstallArgoCd))]
[TaskDescription("Installs Argo CD on the cluster, with the project and the applications of k8s/argocd.")]
public sealed class InstallArgoCd(ArgoCdInstallation argoCd, IPlatform platform) : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        context.RequireCluster(nameof(InstallArgoCd));
        await argoCd.EnsureAsync(context.CancellationToken);
        context.Report.Hosts = await platform.HostsLineAsync(context.CancellationToken);
        context.ShowAddresses(platform, ServiceApi.ArgoCd);
    }
}
