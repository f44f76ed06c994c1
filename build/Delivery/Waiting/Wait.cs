namespace GitOpsDemo.Delivery.Waiting;

/// <summary>The one way to wait: bounded, with progress, cancellable, and saying at its end what it last saw.</summary>
public sealed class Wait(IDeliveryLog log, TimeProvider time)
{
    /// <summary>Looks again and again until the look says that it is done.</summary>
    /// <param name="what">What is waited for, such as <c>the first evaluation of 3 rules</c>.</param>
    /// <param name="timeout">The upper bound of the whole wait.</param>
    /// <param name="interval">The pause between two looks.</param>
    /// <param name="look">One look. What it throws ends the wait: a look turns what is transient into <see cref="Observation.NotYet{T}"/> itself.</param>
    /// <param name="next">What to do when the wait is in vain.</param>
    /// <param name="cancellationToken">Ends the wait at once.</param>
    /// <exception cref="DeliveryException">The time is over; the message has what was last seen.</exception>
    public async Task<T> UntilAsync<T>(
        string what,
        TimeSpan timeout,
        TimeSpan interval,
        Func<CancellationToken, Task<Observation<T>>> look,
        string next,
        CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var seen = "nothing yet";
        using var deadline = new CancellationTokenSource(timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            while (true)
            {
                var observation = await look(linked.Token);
                if (observation.IsDone)
                {
                    return observation.Value!;
                }

                seen = observation.Seen;
                log.Progress(new StepProgress($"waiting for {what}", seen) { Elapsed = time.GetElapsedTime(start), Limit = observation.Limit ?? timeout });
                await Task.Delay(interval, time, linked.Token);
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new DeliveryException($"waited {StepProgress.Seconds(timeout)} for {what} in vain", $"last seen: {seen}", next);
        }
    }
}
