using System.Globalization;

namespace GitOpsDemo.Delivery.Monitoring.Logs;

/// <summary>
/// The logs of replicas, each by itself, beside each other. While they are followed, a replica that comes is read from its start, one that
/// goes to its end.
/// </summary>
/// <param name="name">What a person calls them.</param>
/// <param name="replicas">Looks which there are.</param>
/// <param name="log">Logs that one broke off.</param>
public sealed class ReplicaLogs(
    string name, Func<CancellationToken, Task<IReadOnlyList<ReplicaLog>>> replicas, IDeliveryLog log, TimeProvider time) : ILogSource
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private volatile HashSet<string> _present = [];

    public string Name { get; } = name;

    public async Task ReadAsync(LogQuery query, LogFeed feed, CancellationToken cancellationToken)
    {
        var found = await replicas(cancellationToken);
        if (found.Count == 0 && !query.Follows)
        {
            throw new DeliveryException("no log can be read", "no replica runs", "./build.sh --target=Status shows what is wrong");
        }

        var opened = found.ToDictionary(replica => replica.Pod, replica => replica.Open(query.Since));
        await Task.WhenAll(opened.Values.Select(reader => reader.ReadAsync(follows: false, Write, cancellationToken)));
        await feed.CaughtUpAsync(cancellationToken);
        if (query.Follows)
        {
            await FollowAllAsync(opened, query.Since, Write, cancellationToken);
        }

        ValueTask Write(LogLine line) => feed.WriteAsync(line, cancellationToken);
    }

    /// <summary>Follows these and every replica that comes, until it is cancelled.</summary>
    private async Task FollowAllAsync(
        Dictionary<string, IReplicaLog> opened, DateTimeOffset since, Func<LogLine, ValueTask> write, CancellationToken cancellationToken)
    {
        _present = [.. opened.Keys];
        var followed = opened.ToDictionary(pair => pair.Key, pair => FollowAsync(pair.Key, pair.Value, write, cancellationToken));
        var isAway = false;
        while (true)
        {
            // After a permanent failure there is nothing left to read.
            await Task.WhenAll(followed.Values.Where(task => task.IsFaulted));
            await Task.Delay(Look, time, cancellationToken);
            try
            {
                var now = await replicas(cancellationToken);
                _present = [.. now.Select(replica => replica.Pod)];
                foreach (var replica in now.Where(replica => !followed.ContainsKey(replica.Pod)))
                {
                    log.Information($"{replica.Pod} has come");
                    followed[replica.Pod] = FollowAsync(replica.Pod, replica.Open(since), write, cancellationToken);
                }

                isAway = false;
            }
            catch (DeliveryException exception)
            {
                if (!isAway)
                {
                    log.Warning($"the list of replicas can't be read, and is tried again: {exception.Why}");
                }

                isAway = true;
            }
        }
    }

    private async Task FollowAsync(string pod, IReplicaLog reader, Func<LogLine, ValueTask> write, CancellationToken cancellationToken)
    {
        var (isPresent, isBroken) = (true, false);
        while (isPresent)
        {
            isPresent = _present.Contains(pod);
            try
            {
                await reader.ReadAsync(follows: isPresent, write, cancellationToken);
                isBroken = false;
            }
            catch (DeliveryException exception)
            {
                if (!isBroken && isPresent)
                {
                    log.Warning($"the log of {pod} broke off; reading goes on from there: {exception.Why}");
                }

                isBroken = true;
            }

            await Task.Delay(reader.Pause, time, cancellationToken);
        }

        log.Information($"{pod} has gone");
    }
}

/// <summary>A replica whose log can be read.</summary>
/// <param name="Pod">Its name.</param>
/// <param name="Open">Opens its log, for what was written since a moment.</param>
public sealed record ReplicaLog(string Pod, Func<DateTimeOffset, IReplicaLog> Open);

/// <summary>The log of one replica. Each reading goes on where the last one ended.</summary>
public interface IReplicaLog
{
    /// <summary>The pause between two readings.</summary>
    TimeSpan Pause { get; }

    /// <summary>Reads what has been written since.</summary>
    /// <param name="follows">Whether it may go on with what comes, where it has a way to hear of that.</param>
    /// <param name="write">Takes a line.</param>
    /// <exception cref="DeliveryException">It broke off.</exception>
    Task ReadAsync(bool follows, Func<LogLine, ValueTask> write, CancellationToken cancellationToken);
}

/// <summary>
/// The log of a replica as <c>kubectl logs --timestamps</c> and <c>docker logs --timestamps</c> print it: each line begins with the moment
/// at which it was written.
/// </summary>
/// <param name="since">From when on.</param>
/// <param name="run">Runs the command to its end.</param>
/// <param name="log">Told what the command says beside the lines.</param>
public sealed class PrintedLog(string pod, DateTimeOffset since, PrintedLog.Command run, IDeliveryLog log) : IReplicaLog
{
    /// <summary>The newest moment of a line: those of before are asked for again, for the commands count in seconds.</summary>
    private DateTimeOffset? _newest;

    /// <summary>Runs a command that prints a log.</summary>
    /// <param name="since">From when on.</param>
    /// <param name="follows">Whether it goes on with what comes.</param>
    /// <param name="onLine">Called with each line, one at a time; it may take its time.</param>
    public delegate Task Command(DateTimeOffset since, bool follows, Action<string> onLine, CancellationToken cancellationToken);

    public TimeSpan Pause { get; } = TimeSpan.FromSeconds(1);

    public async Task ReadAsync(bool follows, Func<LogLine, ValueTask> write, CancellationToken cancellationToken)
    {
        var begin = _newest;
        await run(begin ?? since, follows, Take, cancellationToken);

        void Take(string text)
        {
            var blank = text.IndexOf(' ', StringComparison.Ordinal);
            if (!DateTimeOffset.TryParse(
                text.AsSpan(0, Math.Max(0, blank)), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            {
                log.Detail($"{pod}: {text}");
            }
            else if (!(at <= begin))
            {
                _newest = at;

                // The pipe fills up meanwhile, and the command waits.
                write(LogLine.Read(pod, text[(blank + 1)..], at)).AsTask().GetAwaiter().GetResult();
            }
        }
    }
}
