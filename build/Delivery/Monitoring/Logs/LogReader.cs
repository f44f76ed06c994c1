namespace GitOpsDemo.Delivery.Monitoring.Logs;

/// <summary>Reads a source, and shows its lines in the order of their time.</summary>
public sealed class LogReader(IDeliveryLog log, TimeProvider time)
{
    /// <summary>How often lines are shown: often enough for an eye.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    /// <summary>Reads to the end; when following, until it is cancelled, which is not a failure.</summary>
    /// <param name="source">Where lines are read.</param>
    /// <param name="show">Shows some lines.</param>
    /// <exception cref="DeliveryException">The source can't be read.</exception>
    public async Task<LogSummary> RunAsync(
        ILogSource source, LogQuery query, Action<IReadOnlyList<LogLine>> show, CancellationToken cancellationToken)
    {
        var (feed, order, shown) = (new LogFeed(), new LogOrder(time), 0L);
        var dropped = 0L;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = Task.Run(() => source.ReadAsync(query, feed, end.Token), CancellationToken.None);
        try
        {
            while (!reading.IsCompleted)
            {
                Take();
                Show(order.Due());
                await Task.WhenAny(reading, Task.Delay(Pace, time, cancellationToken));
            }

            await reading;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl-C is how following ends.
        }
        finally
        {
            await end.CancelAsync();
            Take();
            Show(order.Rest());
        }

        return new(shown, feed.Dropped, order.TooOld);

        void Take()
        {
            while (feed.TryRead(out var line))
            {
                if (line is null)
                {
                    order.EndPast();
                }
                else if (query.Takes(line))
                {
                    order.Add(line);
                }
            }
        }

        void Show(IReadOnlyList<LogLine> lines)
        {
            if (lines.Count > 0)
            {
                show(lines);
                shown += lines.Count;
            }

            if (feed.Dropped > dropped)
            {
                log.Warning($"{source.Name} left out {feed.Dropped - dropped} lines, as it reports: more are written than it passes on");
                dropped = feed.Dropped;
            }
        }
    }
}

/// <summary>What was read.</summary>
/// <param name="Shown">How many lines were shown.</param>
/// <param name="Dropped">How many the source left out.</param>
/// <param name="TooOld">How many lines of the past were more than is kept.</param>
public sealed record LogSummary(long Shown, long Dropped, long TooOld)
{
    public override string ToString() =>
        $"{Plural.Of(Shown, "line")} shown, "
        + (Dropped == 0 ? "none dropped" : $"{Dropped} dropped on the way")
        + (TooOld == 0 ? "" : $", {TooOld} older ones left out: a smaller --since shows all of a shorter time");
}

/// <summary>
/// Puts lines of several replicas in the order of their time. Those of the past wait until all are there; one of now waits a moment for
/// others that were written before it.
/// </summary>
internal sealed class LogOrder(TimeProvider time)
{
    /// <summary>Some 50 MB. Of a longer past the newest are kept.</summary>
    internal const int MostHeld = 100_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private readonly PriorityQueue<(LogLine Line, long Arrived), (DateTimeOffset At, long Number)> _held = new();
    private long _number;
    private bool _isPast = true;

    /// <summary>How many lines of the past were left out.</summary>
    public long TooOld { get; private set; }

    public void Add(LogLine line)
    {
        // One that does not tell its time has its place by when it came, or before all that do.
        var at = line.Time ?? (_isPast ? DateTimeOffset.MinValue : time.GetUtcNow());
        _held.Enqueue((line, time.GetTimestamp()), (at, _number++));
        if (_isPast && _held.Count > MostHeld)
        {
            _held.Dequeue();
            TooOld++;
        }
    }

    public void EndPast() => _isPast = false;

    /// <summary>Takes those that have waited long enough.</summary>
    public IReadOnlyList<LogLine> Due() => _isPast ? [] : Take(arrived => time.GetElapsedTime(arrived) >= Patience);

    /// <summary>Takes all that are left.</summary>
    public IReadOnlyList<LogLine> Rest() => Take(_ => true);

    private List<LogLine> Take(Func<long, bool> isDue)
    {
        var lines = new List<LogLine>();
        while (_held.TryPeek(out var first, out _) && isDue(first.Arrived))
        {
            lines.Add(_held.Dequeue().Line);
        }

        return lines;
    }
}
