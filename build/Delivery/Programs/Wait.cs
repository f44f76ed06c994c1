namespace GitOpsDemo.Delivery.Programs;

/// <summary>The one way to wait: bounded, with progress, cancellable, and saying at its end what it last saw.</summary>
public sealed class Wait(IDeliveryLog log, TimeProvider time)
{
    /// <summary>Looks again and again until the look says that it is done.</summary>
    /// <param name="what">What is waited for, such as <c>the first evaluation of 3 rules</c>.</param>
    /// <param name="timeout">The upper bound of the whole wait.</param>
    /// <param name="interval">The pause between two looks.</param>
    /// <param name="look">
    /// One look. What it throws ends the wait: a look turns what is transient into <see cref="Observation.NotYet{T}"/> itself.
    /// </param>
    /// <param name="next">What to do when the time is over.</param>
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
                log.Progress(new StepProgress($"waiting for {what}", seen)
                {
                    Elapsed = time.GetElapsedTime(start),
                    Limit = observation.Limit ?? timeout,
                });
                await Task.Delay(interval, time, linked.Token);
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new DeliveryException($"timed out after {StepProgress.Seconds(timeout)} waiting for {what}", $"last seen: {seen}", next);
        }
    }
}

/// <summary>What one look at the thing waited for has shown.</summary>
/// <typeparam name="T">What the wait is for.</typeparam>
/// <param name="Value">The result, when <paramref name="IsDone"/>.</param>
/// <param name="IsDone">Whether the wait is over.</param>
/// <param name="Seen">What was seen, in a few words: shown as progress, and when the wait times out.</param>
public sealed record Observation<T>(T? Value, bool IsDone, string Seen)
{
    /// <summary>
    /// How long after its start the wait will be given up, where the look knows of an earlier end than the bound of the wait.
    /// </summary>
    public TimeSpan? Limit { get; init; }
}

public static class Observation
{
    public static Observation<T> Done<T>(T value, string seen = "") => new(value, true, seen);

    public static Observation<T> NotYet<T>(string seen) => new(default, false, seen);
}
