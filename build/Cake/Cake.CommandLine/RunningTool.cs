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
