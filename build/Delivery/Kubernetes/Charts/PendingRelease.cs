using GitOpsDemo.Delivery.Waiting;

namespace GitOpsDemo.Delivery.Kubernetes.Charts;

/// <summary>Heals a release that a helm left <c>pending-…</c> because it was killed: every later upgrade is refused until then.</summary>
public sealed class PendingRelease(IHelm helm, Wait wait, TimeProvider time, IDeliveryLog log)
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    /// <summary>Puts the release back to what was deployed last, or takes it away when nothing ever was.</summary>
    /// <param name="release">The release as it was seen.</param>
    /// <param name="isOfDeadRun">Whether the helm that left it is known to be gone. Otherwise it may be at work on another computer and is given its time.</param>
    /// <param name="timeout">How long a helm takes at most, and may take here.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public async Task HealAsync(HelmRelease release, bool isOfDeadRun, TimeSpan timeout, CancellationToken cancellationToken)
    {
        // Where the other computer's clock is ahead of this one's, a helm still takes no longer than that.
        var left = TimeSpan.FromTicks(Math.Min((release.Updated + timeout - time.GetUtcNow()).Ticks, timeout.Ticks));
        if (!isOfDeadRun && left > TimeSpan.Zero && await EndsAsync(release, left, cancellationToken))
        {
            return;
        }

        var history = await helm.HistoryAsync(release.Name, release.Namespace, cancellationToken);
        var good = history.LastOrDefault(revision => revision.Status == "deployed")
            ?? history.LastOrDefault(revision => revision.Status == "superseded");
        if (good is null)
        {
            log.Information($"{release.Name}: {release.Status} since {release.Updated:u}, and never deployed: removing it");
            await helm.UninstallAsync(release.Name, release.Namespace, timeout, cancellationToken);
        }
        else
        {
            log.Information($"{release.Name}: {release.Status} since {release.Updated:u}: putting it back to revision {good.Revision}");
            await helm.RollbackAsync(release.Name, release.Namespace, good.Revision, timeout, cancellationToken);
        }
    }

    private async Task<bool> EndsAsync(HelmRelease release, TimeSpan left, CancellationToken cancellationToken)
    {
        log.Information(
            $"{release.Name}: {release.Status} since {release.Updated:u}. Another helm may be at work; in {left.TotalSeconds:0} s it is taken for dead");
        try
        {
            return await wait.UntilAsync(
                $"another helm to end its work on {release.Name}",
                left,
                Poll,
                async token => (await helm.ListAsync(release.Namespace, token)).Any(other => other.Name == release.Name && other.IsPending)
                    ? Observation.NotYet<bool>(release.Status)
                    : Observation.Done(true),
                "",
                cancellationToken);
        }
        catch (DeliveryException)
        {
            return false;
        }
    }
}
