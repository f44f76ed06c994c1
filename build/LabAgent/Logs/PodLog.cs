using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using GitOpsDemo.LabContract;

namespace GitOpsDemo.LabAgent.Logs;

/// <summary>What a replica has written, read in pieces: each says the place where the next one begins.</summary>
internal abstract class PodLog
{
    /// <summary>A piece at most, in bytes.</summary>
    public const int MostBytes = 256 * 1024;

    /// <summary>The log of a pod, wherever its lines are kept; null where nobody keeps them.</summary>
    public static PodLog? Of(AgentPod pod) =>
        pod.LogFile is { } file ? new FileLog(file) : pod.ContainerId is { } container ? new ContainerLog(container) : null;

    /// <summary>Whether <see cref="AllAsync"/> waits for new lines, and ends when no more can come.</summary>
    public virtual bool TellsItsEnd => false;

    /// <summary>The newest lines. Of more than fit into a piece the older ones are left out, and it is said how much that is.</summary>
    /// <param name="from">The place; null for the last lines.</param>
    /// <exception cref="IOException">It can't be read.</exception>
    public abstract Task<LogPiece> LatestAsync(string? from, CancellationToken cancellationToken);

    /// <summary>All lines: those that are there, or also those to come.</summary>
    /// <param name="from">The place; null for the start.</param>
    /// <exception cref="IOException">It can't be read.</exception>
    public abstract IAsyncEnumerable<LogPiece> AllAsync(string? from, CancellationToken cancellationToken);
}

/// <summary>The log of a process: a file that grows. Its places are bytes.</summary>
internal sealed class FileLog(string path) : PodLog
{
    /// <summary>How much of what was there before the page is shown.</summary>
    private const int FirstBytes = 32 * 1024;

    /// <summary>Whole lines only: what a replica has not finished comes the next time.</summary>
    public override async Task<LogPiece> LatestAsync(string? from, CancellationToken cancellationToken)
    {
        await using var file = Open();
        var length = file.Length;
        var place = PlaceIn(from);

        // A file that became shorter was started again.
        var wanted = place <= length ? place.Value : Math.Max(0, length - FirstBytes);
        var start = Math.Max(wanted, length - MostBytes);
        var text = await ReadAsync(file, start, length, cancellationToken);
        var isCut = start > 0 && start != place;
        var first = isCut ? text.Span.IndexOf((byte)'\n') + 1 : 0;
        var end = text.Span.LastIndexOf((byte)'\n') + 1;
        return Piece(text.Span, first, Math.Max(end, first), start) with { LeftOut = place is null ? 0 : start - wanted };
    }

    public override async IAsyncEnumerable<LogPiece> AllAsync(string? from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var file = Open();
        var place = PlaceIn(from) is { } known && known <= file.Length ? known : 0;
        while (true)
        {
            var text = await ReadAsync(file, place, Math.Clamp(file.Length, place, place + MostBytes), cancellationToken);

            // A line that fills a piece alone is cut.
            var end = text.Length == MostBytes && !text.Span.Contains((byte)'\n') ? MostBytes : text.Span.LastIndexOf((byte)'\n') + 1;
            if (end == 0)
            {
                yield break;
            }

            yield return Piece(text.Span, 0, end, place);
            place += end;
        }
    }

    private FileStream Open()
    {
        try
        {
            return new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(FileStream file, long from, long to, CancellationToken cancellationToken)
    {
        file.Seek(from, SeekOrigin.Begin);
        var buffer = new byte[to - from];
        return buffer.AsMemory(0, await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken));
    }

    private static LogPiece Piece(ReadOnlySpan<byte> text, int first, int end, long start)
    {
        var last = end > first && text[end - 1] == '\n' ? end - 1 : end;
        var lines = end > first ? Encoding.UTF8.GetString(text[first..last]).Split('\n') : [];
        return new([.. lines.Select(line => new WrittenLine(line))], (start + end).ToString(CultureInfo.InvariantCulture));
    }

    private static long? PlaceIn(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place : null;
}

/// <summary>A piece of a log.</summary>
/// <param name="Next">Where the next piece begins.</param>
internal sealed record LogPiece(IReadOnlyList<WrittenLine> Lines, string Next)
{
    /// <summary>How many bytes before it are left out.</summary>
    public long LeftOut { get; init; }
}

/// <summary>A line of a log.</summary>
/// <param name="Text">The line, without its end.</param>
/// <param name="At">When it came, where whoever keeps it says so.</param>
internal sealed record WrittenLine(string Text, DateTimeOffset? At = null);
