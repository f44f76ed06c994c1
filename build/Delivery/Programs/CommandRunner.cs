using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace GitOpsDemo.Delivery.Programs;

/// <inheritdoc cref="ICommandRunner"/>
/// <param name="log">Logs each command.</param>
/// <param name="longest">What <c>--timeout</c> gives to work that would have less; null to leave each its own bound.</param>
/// <param name="time">The clock by which time is over; the system's when null.</param>
public sealed class CommandRunner(IDeliveryLog log, TimeSpan? longest = null, TimeProvider? time = null) : ICommandRunner
{
    private const int TailLines = 12;

    /// <summary>How long output may still come after the program ended: a grandchild can hold the pipe open for ever.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(5);

    public async Task<CommandResult> RunAsync(Command command, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        log.Detail($"$ {command}");
        using var process = Start(command);
        var output = new StringBuilder();
        var error = new StringBuilder();
        var reading = Task.WhenAll(
            ReadLinesAsync(process.StandardOutput, output, command.OnLine),
            ReadLinesAsync(process.StandardError, error, command.OnLine));

        var bound = command.IsWork && longest > command.Timeout ? longest.Value : command.Timeout;
        using var deadline = new CancellationTokenSource(bound, time ?? TimeProvider.System);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            await WriteInputAsync(process, command.StandardInput, timeout.Token);
            await process.WaitForExitAsync(timeout.Token);
            await reading.WaitAsync(DrainTime, timeout.Token);

            // Ctrl-C reaches the program too: ending because of it is not a failure.
            cancellationToken.ThrowIfCancellationRequested();
        }
        catch (TimeoutException)
        {
            log.Detail($"{command.FileName} ended, but something it started still holds its output.");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            var seconds = bound.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
            throw new DeliveryException(
                $"`{command}` did not finish",
                $"it was ended after {seconds} s{Tail(command, output, error)}",
                command.Hint ?? $"run the command by hand to see what it waits for{(command.IsWork ? ", or raise --timeout" : "")}");
        }

        var result = new CommandResult(process.ExitCode, Text(output), Text(error));
        return command.SuccessCodes?.Contains(result.ExitCode) ?? true
            ? result
            : throw new DeliveryException(
                $"`{command}` failed",
                $"exit code {result.ExitCode}{Tail(command, output, error)}",
                command.Hint ?? "run the command by hand to see more");
    }

    internal static Process Start(Command command)
    {
        var start = new ProcessStartInfo(command.FileName, command.Arguments)
        {
            WorkingDirectory = command.WorkingDirectory ?? "",
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        SecretVariables.RemoveFrom(start.Environment);
        foreach (var (name, value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or DirectoryNotFoundException)
        {
            throw new DeliveryException(
                $"`{command.FileName}` could not be started",
                exception.Message,
                command.Hint ?? $"install {Path.GetFileName(command.FileName)} or put it on PATH",
                exception);
        }
    }

    internal static async Task WriteInputAsync(Process process, string? input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program ended without reading its input; its exit code says whether that is a failure.
        }
    }

    private static async Task ReadLinesAsync(StreamReader reader, StringBuilder into, Action<string>? onLine)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (into)
            {
                into.Append(line).Append('\n');
            }

            onLine?.Invoke(line);
        }
    }

    private static string Text(StringBuilder builder)
    {
        lock (builder)
        {
            return builder.ToString();
        }
    }

    /// <summary>The program's own last lines: what it said on standard error, or else on standard output.</summary>
    private static string Tail(Command command, StringBuilder output, StringBuilder error)
    {
        var text = Text(error).Trim() is { Length: > 0 } said ? said : command.HidesOutput ? "" : Text(output).Trim();
        var lines = text.Split('\n');
        return text.Length == 0 ? "" : "\n  " + string.Join("\n  ", lines.TakeLast(TailLines));
    }
}

/// <summary>A program that runs in the background. The build gets each of its lines, and asks it to end before it kills it.</summary>
public sealed class RunningProgram : IDisposable
{
    private readonly Process _process;
    private readonly Task _told;

    private RunningProgram(Process process, Task told) => (_process, _told) = (process, told);

    /// <summary>Its exit code, once it has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Starts it.</summary>
    /// <param name="command">The program. Neither its timeout nor its exit codes count here.</param>
    /// <param name="onOutput">Called with each line of its output, and at the end with null.</param>
    /// <param name="onError">Called with each line of its error output, and at the end with null.</param>
    public static RunningProgram Start(Command command, Action<string?> onOutput, Action<string?> onError)
    {
        var process = CommandRunner.Start(command);
        var told = Task.WhenAll(TellAsync(process.StandardOutput, onOutput), TellAsync(process.StandardError, onError));
        _ = CommandRunner.WriteInputAsync(process, command.StandardInput, CancellationToken.None);
        return new(process, told);
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Whether it has ended in time.</returns>
    public bool WaitForExit(TimeSpan timeout) => _process.WaitForExit(timeout);

    /// <summary>Waits until it has ended and every line was received. Cancelling ends the program.</summary>
    public async Task WaitForExitAsync(CancellationToken cancellationToken)
    {
        await using var end = cancellationToken.Register(Kill);
        await _process.WaitForExitAsync(cancellationToken);
        await _told.WaitAsync(cancellationToken);
    }

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

    /// <summary>Releases it; the program keeps running.</summary>
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

/// <summary>
/// Signals to other processes, which the framework does not send
/// (<see href="https://pubs.opengroup.org/onlinepubs/9799919799/functions/kill.html">kill</see>).
/// </summary>
public static class Signals
{
    /// <summary>Ends a process at once.</summary>
    public const int Kill = 9;

    /// <summary>Asks a process to end.</summary>
    public const int Terminate = 15;

    /// <summary>Lets a stopped process continue. The number is that of Linux: macOS has another, and no replicas as processes.</summary>
    public const int Continue = 18;

    /// <summary>Stops a process until it is continued. The number is that of Linux.</summary>
    public const int Stop = 19;

    /// <summary>Sends a signal to a process, or with a negative number to a process group.</summary>
    public static void Send(int processId, int signal) => _ = SendSignal(processId, signal);

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int processId, int signal);
}
