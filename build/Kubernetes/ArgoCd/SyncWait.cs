using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Kubernetes.ArgoCd;

/// <summary>Waits until a commit is live, and ends early when it will not be.</summary>
public sealed class SyncWait(IArgoCdApplications applications, ISyncHistory history, Wait wait)
{
    /// <summary>The pause between two looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Waits until the commit, or a later one, is synced and healthy with its image running. A look that is not answered is taken again:
    /// the Application may not have been made yet.
    /// </summary>
    /// <exception cref="DeliveryException">It failed, or the time is over; the message names what blocks it and what fixes it.</exception>
    public async Task<ApplicationState> UntilLiveAsync(SyncExpectation expected, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var judge = new SyncJudge(expected, applications, history);
        var last = SyncVerdict.Waiting("");
        try
        {
            return await wait.UntilAsync(
                $"{expected.Application} at {expected.Commit}",
                timeout,
                Interval,
                LookAsync,
                $"look at it with `kubectl -n argocd describe application {expected.Application}`, or raise --timeout",
                cancellationToken);
        }
        catch (DeliveryException timedOut) when (last is { Outcome: SyncOutcome.Waiting, Next: { } next })
        {
            throw new DeliveryException(timedOut.What, timedOut.Why, next, timedOut);
        }

        async Task<Observation<ApplicationState>> LookAsync(CancellationToken token)
        {
            ApplicationState state;
            try
            {
                state = ApplicationState.Parse(await applications.GetAsync(expected.Application, token));
                last = await judge.JudgeAsync(state, token);
            }
            catch (DeliveryException exception)
            {
                return Observation.NotYet<ApplicationState>(exception.Why);
            }

            return last.Outcome switch
            {
                SyncOutcome.Done => Observation.Done(state, last.Seen),
                SyncOutcome.Waiting => Observation.NotYet<ApplicationState>(last.Seen),
                _ => throw new DeliveryException($"{expected.Application} did not go live at {expected.Commit}", last.Seen, last.Next!),
            };
        }
    }
}

/// <summary>Argo CD's Applications as the Kubernetes API has them. The build asks with kubectl.</summary>
public interface IArgoCdApplications
{
    /// <summary>An Application as JSON.</summary>
    /// <exception cref="DeliveryException">It is not there, or the API can't be asked.</exception>
    Task<string> GetAsync(string application, CancellationToken cancellationToken);

    /// <summary>Sets an annotation of an Application, also where it has one already.</summary>
    /// <exception cref="DeliveryException">The API refused it, or can't be asked.</exception>
    Task AnnotateAsync(string application, string key, string value, CancellationToken cancellationToken);

    /// <summary>A resource that an Application manages, as JSON, or null where it is not there or may not be read.</summary>
    Task<string?> GetResourceAsync(ApplicationResource resource, CancellationToken cancellationToken);
}

/// <summary>What a wait for a sync asks of the GitOps repository.</summary>
public interface ISyncHistory
{
    /// <summary>Whether a commit is another one or comes before it.</summary>
    Task<bool> IsAncestorAsync(string ancestor, string descendant, CancellationToken cancellationToken);

    /// <summary>The image reference, with tag and digest, that the environment's overlay has at a commit, or null.</summary>
    Task<string?> ImageAtAsync(string commit, CancellationToken cancellationToken);
}

/// <summary>Answers from the overlay of an environment.</summary>
/// <param name="repository">The repository that Argo CD watches.</param>
/// <param name="environment">The environment that is waited for.</param>
/// <param name="image">The image's name in the manifests.</param>
public sealed class OverlayHistory(GitOpsRepository repository, OverlayReader overlays, string environment, string image) : ISyncHistory
{
    public Task<bool> IsAncestorAsync(string ancestor, string descendant, CancellationToken cancellationToken) =>
        repository.IsAncestorAsync(ancestor, descendant, cancellationToken);

    public async Task<string?> ImageAtAsync(string commit, CancellationToken cancellationToken) =>
        (await overlays.ReadAsync(environment, image, commit, cancellationToken))?.ToString();
}
