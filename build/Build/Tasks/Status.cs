using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Kubernetes;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Status;

namespace GitOpsDemo.Build.Tasks;

/// <summary>Shows an environment.</summary>
[TaskName(nameof(Status))]
[TaskDescription("Shows what runs in the environment, and how it is; on a cluster the installed charts too.")]
public sealed class Status(StatusReader status, ClusterReleases releases, IPlatform platform) : AsyncFrostingTask<BuildContext>, IObservingTask
{
    private const int NameWidth = 14;

    /// <inheritdoc/>
    public override async Task RunAsync(BuildContext context)
    {
        if (context.Options.Cluster.KubeContext is not null)
        {
            await releases.TellAsync(context.CancellationToken);
        }

        var expected = ManifestSet.Load(context.Paths.Alerts).Only<PrometheusRule>();
        var found = await status.ReadAsync(context.Options.Environment, expected, () => context.PrometheusAsync(platform), context.CancellationToken);
        foreach (var (name, value) in found.Facts)
        {
            context.DeliveryLog.Information(name.PadRight(NameWidth) + value);
        }
    }
}
