using System.Runtime.InteropServices;
using System.Text;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Lab.Replicas;

namespace GitOpsDemo.Lab;

/// <summary>What the lab's replicas have written themselves, where it has no Loki.</summary>
internal sealed class LabLogs(LabPaths paths, IReplicaRuntime runtime) : ILogStore
{
    public string Name => "the log of a replica";

    public async Task<FoundLine?> FindAsync(LiveEnvironment live, string text, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var replicas = LabState.Load(paths).Environments.GetValueOrDefault(live.Environment)?.Replicas ?? [];
        foreach (var replica in replicas)
        {
            if (await runtime.FindLogLineAsync(replica, text, since, cancellationToken) is { } line)
            {
                return new(replica.Pod, line);
            }
        }

        return null;
    }

    public Task<bool?> HasResultAsync(string query, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        Task.FromResult<bool?>(null);
}

/// <summary>The logs of the lab's replicas, while they come and go.</summary>
internal static class LabReplicaLogs
{
    /// <summary>Those of an environment.</summary>
    public static ReplicaLogs Of(
        string environment, LabPaths paths, Func<LabReplica, IReplicaRuntime> runtimeOf, IDeliveryLog log, TimeProvider time) => new(
        "the lab's replicas",
        _ => Task.FromResult<IReadOnlyList<ReplicaLog>>(
        [
            .. (LabState.Load(paths).Environments.GetValueOrDefault(environment)?.Replicas ?? [])
                .Select(replica => new ReplicaLog(replica.Pod, since => runtimeOf(replica).OpenLog(replica, since))),
        ]),
        log,
        time);
}

/// <summary>The log of a process: a file that grows.</summary>
/// <param name="file">The file's path.</param>
/// <param name="time">Says when a line came that does not tell itself.</param>
internal sealed class FileLog(string pod, string file, TimeProvider time) : IReplicaLog
{
    /// <summary>A line that is longer is cut, so that what writes no ends of lines fills no memory.</summary>
    private const int LongestLine = 1024 * 1024;

    private readonly List<byte> _begun = [];
    private long _position;
    private bool _isNew;
    private DateTimeOffset? _last;

    public TimeSpan Pause { get; } = TimeSpan.FromMilliseconds(200);

    public async Task ReadAsync(bool follows, Func<LogLine, ValueTask> write, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            stream.Position = _position;
            var piece = new byte[64 * 1024];
            while (await stream.ReadAsync(piece, cancellationToken) is > 0 and var count)
            {
                _position += count;
                await TakeAsync(piece.AsMemory(0, count), write);
            }

            _isNew = true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DeliveryException($"the log of {pod} can't be read", exception.Message, $"look at {file}", exception);
        }
    }

    private async Task TakeAsync(ReadOnlyMemory<byte> piece, Func<LogLine, ValueTask> write)
    {
        while (piece.Span.IndexOf((byte)'\n') is >= 0 and var end)
        {
            await WriteAsync(piece[..end], write);
            piece = piece[(end + 1)..];
        }

        _begun.AddRange(piece.Span);
        if (_begun.Count > LongestLine)
        {
            await WriteAsync(default, write);
        }
    }

    /// <summary>A line that does not tell its time was written with the one before, or, in a file that is followed, just now.</summary>
    private ValueTask WriteAsync(ReadOnlyMemory<byte> rest, Func<LogLine, ValueTask> write)
    {
        _begun.AddRange(rest.Span);
        var text = Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(_begun)).TrimEnd('\r');
        var line = LogLine.Read(pod, text, _last ?? (_isNew ? time.GetUtcNow() : null));
        _begun.Clear();
        _last = line.Time;
        return write(line);
    }
}
