using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Kubernetes;

namespace GitOpsDemo.Build.Tasks.Cluster;

/// <summary>Shows the cluster.</summary>
[TaskName(nameof(Status))]
[TaskDescription("Shows what is installed on the cluster, and what runs in the environment.")]
public sealed class Status(ClusterReleases releases, IPlatform platform) : AsyncFrostingTask<BuildContext>, IObservingTask
{
    /// <inheritdoc/>
    public override async Task RunAsync(BuildContext context)
    {
        context.RequireCluster(nameof(Status));
        await releases.TellAsync(context.CancellationToken);
        var environment = context.Options.Environment;
        if (await platform.LiveAsync(environment, context.CancellationToken) is not { } live)
        {
            context.DeliveryLog.Information($"{environment}: nothing runs. --target=Deploy --environment={environment} brings it live");
            return;
        }

        context.Report.Live = live;
        context.DeliveryLog.Information($"{environment}: {live.Image} from commit {live.Commit}");
        foreach (var replica in live.Replicas)
        {
            var state = replica.IsRunning ? "ready" : "not ready";
            context.DeliveryLog.Information($"  {replica.Pod} {state} on {replica.Runtime}: {replica.Image}");
        }
    }
}
