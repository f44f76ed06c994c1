using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace GitOpsDemo.LabAgent.Logs;

/// <summary>
/// The log of a container, which its engine keeps: <c>docker logs --timestamps</c>, as the target Logs reads it. Its places are the moments
/// of lines.
/// </summary>
/// <param name="container">The container's id.</param>
/// <param name="docker">The engine's client.</param>
internal sealed class ContainerLog(string container, string docker = "docker") : PodLog
{
    /// <summary>How many lines of what was there before the page are shown.</summary>
    private const string FirstLines = "200";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public override bool TellsItsEnd => true;

    public override async Task<LogPiece> LatestAsync(string? from, CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(Patience);
        var place = PlaceIn(from);
        var (kept, bytes, leftOut) = (new PriorityQueue<WrittenLine, DateTimeOffset>(), 0L, 0L);
        try
        {
            await using var reading = Read(place, place is null ? ["--tail", FirstLines] : [], bound.Token);
            await foreach (var line in reading.Lines.ReadAllAsync(bound.Token))
            {
                kept.Enqueue(line, line.At!.Value);
                bytes += line.Text.Length;
                while (bytes > MostBytes && kept.TryDequeue(out var oldest, out _))
                {
                    bytes -= oldest.Text.Length;
                    leftOut += oldest.Text.Length;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"docker logs took longer than {Patience.TotalSeconds} s"));
        }

        List<WrittenLine> lines = [];
        while (kept.TryDequeue(out var line, out _))
        {
            lines.Add(line);
        }

        return new(lines, Text(lines.Count > 0 ? lines[^1].At : place)) { LeftOut = place is null ? 0 : leftOut };
    }

    public override async IAsyncEnumerable<LogPiece> AllAsync(string? from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var place = PlaceIn(from);
        await using var reading = Read(place, ["--follow"], cancellationToken);
        while (await reading.Lines.WaitToReadAsync(cancellationToken))
        {
            var (lines, bytes) = (new List<WrittenLine>(), 0);
            while (bytes < MostBytes && reading.Lines.TryRead(out var line))
            {
                lines.Add(line);
                bytes += line.Text.Length;
                place = place > line.At ? place : line.At;
            }

            yield return new([.. lines.OrderBy(line => line.At)], Text(place));
        }
    }

    /// <summary>The engine counts in whole seconds where it must: what comes from before the place is left out.</summary>
    private DockerLogs Read(DateTimeOffset? place, string[] options, CancellationToken cancellationToken) => new(
        docker,
        ["logs", "--timestamps", .. options, .. place is null ? Array.Empty<string>() : ["--since", Text(place)], container],
        line => !(line.At <= place),
        cancellationToken);

    private static string Text(DateTimeOffset? place) => place?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A place comes from a browser, too: nothing but a moment becomes an argument.</summary>
    private static DateTimeOffset? PlaceIn(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var place) ? place : null;
}

/// <summary>A <c>docker logs</c> that runs, with the lines of both of the container's outputs as they come.</summary>
internal sealed class DockerLogs : IAsyncDisposable
{
    /// <summary>So many lines wait at most for whoever takes them; then the engine waits.</summary>
    private const int Room = 1000;

    private const int LongestMessage = 300;

    private readonly Channel<WrittenLine> _lines = Channel.CreateBounded<WrittenLine>(Room);
    private readonly CancellationTokenSource _end;
    private readonly Task _reading;
    private string _said = "";

    /// <param name="docker">The program.</param>
    /// <param name="takes">Whether a line is wanted.</param>
    /// <exception cref="IOException">There is no docker.</exception>
    public DockerLogs(string docker, IEnumerable<string> arguments, Func<WrittenLine, bool> takes, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(docker, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new IOException(exception.Message, exception);
        }

        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _reading = ReadAsync(process, takes, _end.Token);
    }

    /// <summary>The lines, up to the end of the program. Where it failed, reading them ends with what it said.</summary>
    public ChannelReader<WrittenLine> Lines => _lines.Reader;

    /// <summary>Ends the program.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading;
        _end.Dispose();
    }

    private async Task ReadAsync(Process process, Func<WrittenLine, bool> takes, CancellationToken end)
    {
        using var program = process;
        Exception? failure = null;
        try
        {
            await Task.WhenAll(
                PassAsync(program.StandardOutput, takes, end), PassAsync(program.StandardError, takes, end), program.WaitForExitAsync(end));
            failure = program.ExitCode == 0 ? null : new IOException($"docker logs: {_said}");
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            failure = exception;
            program.Kill(entireProcessTree: true);
        }

        _lines.Writer.Complete(failure);
    }

    private async Task PassAsync(StreamReader output, Func<WrittenLine, bool> takes, CancellationToken end)
    {
        while (await output.ReadLineAsync(end) is { } text)
        {
            var blank = text.IndexOf(' ', StringComparison.Ordinal);
            if (!DateTimeOffset.TryParse(
                text.AsSpan(0, Math.Max(0, blank)), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            {
                // What is without a moment is docker's own word.
                _said = text.Length > LongestMessage ? text[..LongestMessage] : text;
            }
            else if (new WrittenLine(text[(blank + 1)..], at) is var line && takes(line))
            {
                await _lines.Writer.WriteAsync(line, end);
            }
        }
    }
}
