using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks.Verification;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;

namespace GitOpsDemo.Build.Tasks.GitOps;

/// <summary>What Promote and Rollback share: a commit of theirs is brought live in its environment and proven there.</summary>
public sealed class ProvenRelease(IPlatform platform, GitOpsRepositories gitops, EnvironmentProof proof)
{
    /// <summary>
    /// Brings the environment live as it stands at a commit, and proves all of it; nothing while the commit waits in a pull request.
    /// </summary>
    /// <exception cref="DeliveryException">It does not become healthy, or is not proven.</exception>
    internal async Task BringLiveAsync(BuildContext context, string environment, GitOpsRepository repository, GitOpsCommit commit)
    {
        if (commit.AwaitsMergeOn is not null)
        {
            return;
        }

        context.Report.Live = await platform.SyncAsync(
            await gitops.SyncRequestAsync(context, environment, repository, commit.Id), context.CancellationToken);
        await proof.ProveAllAsync(context, environment);
    }
}
