using Cake.Core.IO;

namespace Cake.CommandLine;

/// <summary>Gathers what a process writes, from the threads that read its two streams.</summary>
internal sealed class CapturedOutput(string commandLine, Action<string>? onLine)
{
    /// <summary>How long output may still come after the process ended: something it started can hold the pipe open for ever.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Stream _output = new();
    private readonly Stream _error = new();

    /// <summary>Completes when the process has closed both streams.</summary>
    public Task Ended => Task.WhenAll(_output.Ended.Task, _error.Ended.Task);

    /// <summary>The lines of standard output so far.</summary>
    public IReadOnlyList<string> Output => Snapshot(_output);

    /// <summary>Settings for a process whose streams all belong to this program.</summary>
    public ProcessSettings Redirect(string? standardInput) => new()
    {
        StandardInput = standardInput ?? "",
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        RedirectedStandardOutputHandler = line => Take(line, _output),
        RedirectedStandardErrorHandler = line => Take(line, _error),
    };

    /// <summary>Waits for the rest of the output of a process that has ended.</summary>
    public void Drain() => Ended.Wait(DrainTime);

    /// <summary>An error about the process, with what it said last.</summary>
    public ToolFailedException Failure(string reason) =>
        new(commandLine, reason, Error is { Count: > 0 } error ? error : Output);

    private IReadOnlyList<string> Error => Snapshot(_error);

    /// <returns>Null: Cake keeps and logs what a handler returns, and tools print secrets (<c>helm upgrade --output json</c>).</returns>
    private string? Take(string? line, Stream stream)
    {
        if (line is null)
        {
            stream.Ended.TrySetResult();
            return null;
        }

        lock (_lock)
        {
            stream.Lines.Add(line);
            onLine?.Invoke(line);
        }

        return null;
    }

    private IReadOnlyList<string> Snapshot(Stream stream)
    {
        lock (_lock)
        {
            return [.. stream.Lines];
        }
    }

    private sealed class Stream
    {
        public List<string> Lines { get; } = [];

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
