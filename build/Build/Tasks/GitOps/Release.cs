using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Verification.Targets;

namespace GitOpsDemo.Build.Tasks.GitOps;

/// <summary>What Promote and Rollback share: a commit of theirs is brought live in its environment and proven there.</summary>
public sealed class Release(IPlatform platform, TargetVerification targets)
{
    /// <summary>Brings the environment live as it stands at a commit, and proves that its replicas are scraped; nothing while the commit waits in a pull request.</summary>
    /// <exception cref="DeliveryException">It does not become healthy, or is not proven.</exception>
    internal async Task BringLiveAsync(BuildContext context, string environment, GitOpsRepository repository, GitOpsCommit commit)
    {
        if (commit.AwaitsMergeOn is not null)
        {
            return;
        }

        var request = new SyncRequest(environment, repository, commit.Id, context.Options.GitOps.Path, context.Options.Timeout);
        var live = await platform.SyncAsync(request, context.CancellationToken);
        context.Report.Live = live;
        context.Report.Show("service", live.Url);
        context.Report.Prove(await targets.VerifyAsync(
            await context.PrometheusAsync(platform), live, context.Options.Timeout, context.CancellationToken));
    }
}
