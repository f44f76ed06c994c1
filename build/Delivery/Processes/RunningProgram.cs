using System.Diagnostics;

namespace GitOpsDemo.Delivery.Processes;

/// <summary>A program that runs beside the build, which hears every line of it, and can ask it to end before it ends it.</summary>
public sealed class RunningProgram : IDisposable
{
    private readonly Process _process;

    private RunningProgram(Process process) => _process = process;

    /// <summary>Its exit code, once it has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Starts it.</summary>
    /// <param name="command">The program. Neither its timeout nor its exit codes count here.</param>
    /// <param name="onOutput">Called with each line of its output, and at the end with null.</param>
    /// <param name="onError">Called with each line of its error output, and at the end with null.</param>
    public static RunningProgram Start(Command command, Action<string?> onOutput, Action<string?> onError)
    {
        var process = CommandRunner.Start(command);
        _ = TellAsync(process.StandardOutput, onOutput);
        _ = TellAsync(process.StandardError, onError);
        _ = CommandRunner.WriteInputAsync(process, command.StandardInput, CancellationToken.None);
        return new(process);
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Whether it has ended in time.</returns>
    public bool WaitForExit(TimeSpan timeout) => _process.WaitForExit(timeout);

    /// <summary>Asks it to end (SIGTERM). Windows has no such question: there it is ended.</summary>
    public void Stop()
    {
        if (OperatingSystem.IsWindows())
        {
            Kill();
        }
        else if (!_process.HasExited)
        {
            Signals.Send(_process.Id, Signals.Terminate);
        }
    }

    /// <summary>Ends it and all that it has started.</summary>
    public void Kill() => _process.Kill(entireProcessTree: true);

    /// <summary>Forgets it; it goes on running if it does.</summary>
    public void Dispose() => _process.Dispose();

    private static async Task TellAsync(StreamReader reader, Action<string?> onLine)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                onLine(line);
            }
        }
        finally
        {
            onLine(null);
        }
    }
}
