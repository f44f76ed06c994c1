using GitOpsDemo.Delivery.Waiting;

namespace GitOpsDemo.Delivery.ArgoCd;

/// <summary>Waits until a commit is live, and ends early when it will not be.</summary>
public sealed class SyncWait(IArgoCdApplications applications, ISyncHistory history, Wait wait)
{
    /// <summary>The pause between two looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Waits until the commit, or a later one, is synced and healthy with its image running. A look that is not answered is taken again:
    /// the Application may not have been made yet.
    /// </summary>
    /// <exception cref="DeliveryException">It failed, or the time is over; the message names what blocks it and what mends it.</exception>
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
                _ => throw new DeliveryException($"{expected.Application} did not come live at {expected.Commit}", last.Seen, last.Next!),
            };
        }
    }
}
