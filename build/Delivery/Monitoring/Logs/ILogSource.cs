using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace GitOpsDemo.Delivery.Monitoring.Logs;

/// <summary>Where the lines of a service's replicas can be read, of the past and as they are written.</summary>
public interface ILogSource
{
    /// <summary>What a person calls it.</summary>
    string Name { get; }

    /// <summary>
    /// Gives the lines since a moment, those of one replica in order, then says that it has caught up; one that follows goes on until it is
    /// cancelled, and connects again when it must.
    /// </summary>
    /// <exception cref="DeliveryException">It can't be read.</exception>
    Task ReadAsync(LogQuery query, LogFeed feed, CancellationToken cancellationToken);
}

/// <summary>Which lines are asked for.</summary>
/// <param name="Since">From when on.</param>
/// <param name="Follows">Whether those to come are, too.</param>
public sealed record LogQuery(DateTimeOffset Since, bool Follows)
{
    /// <summary>What a line has to match; null for anything.</summary>
    public Regex? Pattern { get; init; }

    /// <summary>How bad a line has to be. One that does not tell is taken: the last words of a crash don't.</summary>
    public LogSeverity Least { get; init; }

    public bool Takes(LogLine line) =>
        !(line.Time < Since) && !(line.Severity < Least) && (Pattern is null || Pattern.IsMatch(line.Text));
}

/// <summary>
/// Passes lines from a source to the reader. A source that is faster has to wait: nothing is lost here.
/// </summary>
public sealed class LogFeed
{
    private const int Room = 10_000;

    /// <summary>A null stands where the source has caught up.</summary>
    private readonly Channel<LogLine?> _lines = Channel.CreateBounded<LogLine?>(Room);
    private long _dropped;

    /// <summary>How many lines the source itself has left out, by its own word.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Gives a line, once there is room.</summary>
    public ValueTask WriteAsync(LogLine line, CancellationToken cancellationToken) => _lines.Writer.WriteAsync(line, cancellationToken);

    /// <summary>Says that all lines of the past have been given.</summary>
    public ValueTask CaughtUpAsync(CancellationToken cancellationToken) => _lines.Writer.WriteAsync(null, cancellationToken);

    /// <summary>Says that the source has left lines out.</summary>
    public void Drop(int lines) => Interlocked.Add(ref _dropped, lines);

    /// <summary>Takes the next, where there is one; null where the source has caught up.</summary>
    internal bool TryRead(out LogLine? line) => _lines.Reader.TryRead(out line);
}
