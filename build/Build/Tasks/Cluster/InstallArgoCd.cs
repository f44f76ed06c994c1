using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery.Kubernetes;

namespace GitOpsDemo.Build.Tasks.Cluster;

/// <summary>Brings Argo CD up.</summary>
[TaskName(nameof(InstallArgoCd))]
[TaskDescription("Installs Argo CD on the cluster, with the project and the applications of k8s/argocd.")]
public sealed class InstallArgoCd(ArgoCdInstallation argoCd) : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(BuildContext context)
    {
        context.RequireCluster(nameof(InstallArgoCd));
        return argoCd.EnsureAsync(context.CancellationToken);
    }
}
