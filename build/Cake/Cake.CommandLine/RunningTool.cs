using Cake.Core.IO;

namespace Cake.CommandLine;

/// <summary>A tool that has been started.</summary>
public sealed class RunningTool : IDisposable
{
    private readonly IProcess _process;
    private readonly CapturedOutput _captured;
    private bool _hasBeenAwaited;

    internal RunningTool(IProcess process, CapturedOutput captured) => (_process, _captured) = (process, captured);

    /// <summary>Completes when the tool has closed its output: it has ended, or is about to.</summary>
    public Task Ended => _captured.Ended;

    /// <summary>The lines of standard output so far.</summary>
    public IReadOnlyList<string> Output => _captured.Output;

    /// <summary>Waits for the tool's end and for the rest of its output.</summary>
    /// <param name="timeout">How long the tool may take before it is ended; null for ever.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="ToolFailedException">It took longer.</exception>
    public int WaitForExit(TimeSpan? timeout)
    {
        _hasBeenAwaited = true;
        if (timeout is not { } bound)
        {
            _process.WaitForExit();
        }
        else if (!_process.WaitForExit((int)bound.TotalMilliseconds))
        {
            throw Failure($"it was ended after {bound.TotalSeconds:0.#} s");
        }

        _captured.Drain();
        return _process.GetExitCode();
    }

    /// <summary>An error about this run, with what the tool said last.</summary>
    public ToolFailedException Failure(string reason) => _captured.Failure(reason);

    /// <summary>Ends the tool, which then has an end to be waited for.</summary>
    internal void Kill() => _process.Kill();

    /// <summary>Asks the tool to end by itself, and ends it where it can't be asked.</summary>
    internal void Stop()
    {
        if (_process is IStoppableProcess stoppable)
        {
            stoppable.Stop();
        }
        else
        {
            Kill();
        }
    }

    /// <summary>Ends the tool if it still runs.</summary>
    public void Dispose()
    {
        if (!_hasBeenAwaited && !Ended.IsCompleted)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}

/// <summary>Gathers what a process writes, from the threads that read its two streams.</summary>
internal sealed class CapturedOutput(string commandLine, Action<string>? onLine, bool isForgetful)
{
    /// <summary>More than a failure shows.</summary>
    private const int KeptLines = 100;

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
            if (isForgetful && stream.Lines.Count > 2 * KeptLines)
            {
                stream.Lines.RemoveRange(0, KeptLines);
            }

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
