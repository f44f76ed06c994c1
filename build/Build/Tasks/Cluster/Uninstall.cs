using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Hosting.Live;
using GitOpsDemo.Delivery.Kubernetes;

namespace GitOpsDemo.Build.Tasks.Cluster;

/// <summary>Takes the charts away.</summary>
[TaskName(nameof(Uninstall))]
[TaskDescription("Removes the charts from the cluster, once the name of its context has been typed or --yes was given.")]
public sealed class Uninstall(ClusterReleases releases, LiveView view) : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(BuildContext context)
    {
        context.RequireCluster(nameof(Uninstall));
        return releases.RemoveAsync(question => context.Options.Cluster.IsConfirmed || Agrees(context, question), context.CancellationToken);
    }

    private bool Agrees(BuildContext context, string question)
    {
        view.Ask(question);
        return Console.ReadLine()?.Trim() == context.Options.Cluster.KubeContext;
    }
}
