using System.ComponentModel;
using System.Diagnostics;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.LabContract;

namespace GitOpsDemo.Lab;

/// <summary>
/// Starts programs that outlive the build, and finds and ends them again, also from a later run and after a crash of this one.
/// </summary>
/// <remarks>Nothing is ever ended that is not named by a <see cref="PidFile"/>.</remarks>
/// <param name="folder">The folder of the <c>.pid</c> and <c>.log</c> files.</param>
/// <param name="wait">How to wait for starts and ends.</param>
public sealed class BackgroundProcesses(string folder, Wait wait)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Every program that was started under this folder and has not been forgotten, running or not.</summary>
    public IReadOnlyList<BackgroundProcess> All =>
        Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*.pid").Order(StringComparer.Ordinal).Select(Read).OfType<BackgroundProcess>()]
            : [];

    /// <summary>The program that was started under this name, running or not; null when none was.</summary>
    public BackgroundProcess? Find(string name) => Read(PidFileOf(name));

    /// <summary>The program that was started under this name; null when none was, or it does not run any more.</summary>
    public BackgroundProcess? Running(string name) => Find(name) is { IsRunning: true } process ? process : null;

    /// <summary>How a program is started under a name.</summary>
    public ProgramStart StartOf(string name, Command command) =>
        new(PidFileOf(name), LogFile(name), command.WorkingDirectory ?? folder, [command.FileName, .. command.Arguments]);

    /// <summary>Starts a program under a name that no running program has.</summary>
    /// <param name="name">A file name: letters, digits, dots and dashes.</param>
    /// <param name="command">The program; its timeout, input and success codes have no meaning here.</param>
    /// <exception cref="DeliveryException">It did not start.</exception>
    public async Task<BackgroundProcess> StartAsync(string name, Command command, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var pidFile = PidFileOf(name);
        File.Delete(pidFile);
        var start = PidFile.StartInfo(StartOf(name, command));
        SecretVariables.RemoveFrom(start.Environment);
        foreach (var (variable, value) in command.Environment)
        {
            start.Environment[variable] = value;
        }

        try
        {
            using var launched = Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new DeliveryException(
                $"{name} could not be started", exception.Message, $"install {start.FileName}, or use Linux, macOS or WSL 2", exception);
        }

        return await wait.UntilAsync(
            $"the start of {name}",
            StartTimeout,
            Poll,
            _ =>
                Task.FromResult(
                    Read(pidFile) is { } process ? Observation.Done(process) : Observation.NotYet<BackgroundProcess>("no process id yet")),
            $"look at {LogFile(name)}",
            cancellationToken);
    }

    /// <summary>
    /// Asks the program of this name to end (SIGTERM), and ends it (SIGKILL) when it has not within its grace period. Then forgets it.
    /// </summary>
    public async Task StopAsync(string name, TimeSpan gracePeriod, CancellationToken cancellationToken)
    {
        if (!File.Exists(PidFileOf(name)))
        {
            return;
        }

        if (Running(name) is { } process)
        {
            Signals.Send(process.Identity.Id, Signals.Terminate);
            try
            {
                await EndOfAsync(process, gracePeriod, cancellationToken);
            }
            catch (DeliveryException)
            {
                // It may have ended between the last look and now.
                if (process.IsRunning)
                {
                    Signals.Send(process.Identity.Id, Signals.Kill);
                }

                await EndOfAsync(process, KillTimeout, cancellationToken);
            }
        }

        File.Delete(PidFileOf(name));
    }

    private Task<bool> EndOfAsync(BackgroundProcess process, TimeSpan timeout, CancellationToken cancellationToken) =>
        wait.UntilAsync(
            $"the end of {process.Name}",
            timeout,
            Poll,
            _ =>
                Task.FromResult(
                    process.IsRunning ? Observation.NotYet<bool>($"process {process.Identity.Id} still runs") : Observation.Done(true)),
            $"end process {process.Identity.Id} by hand",
            cancellationToken);

    /// <summary>The file that has, or will have, the output of a program of this name.</summary>
    public string LogFile(string name) => Path.Combine(folder, name + ".log");

    private string PidFileOf(string name) => Path.Combine(folder, name + ".pid");

    private BackgroundProcess? Read(string pidFile)
    {
        var name = Path.GetFileNameWithoutExtension(pidFile);
        return PidFile.Read(pidFile) is { } file ? new(name, file.Process, LogFile(name)) { Restarted = file.Restarted } : null;
    }
}

/// <summary>A program that was started to outlive the build.</summary>
/// <param name="Name">The name it was started under.</param>
/// <param name="LogFile">The file that has its output.</param>
public sealed record BackgroundProcess(string Name, ProcessIdentity Identity, string LogFile)
{
    private const int TailBytes = 4096;
    private const int TailLines = 8;

    /// <summary>How often it was started again, and why, in words; empty when it never was.</summary>
    public string Restarted { get; init; } = "";

    public bool IsRunning => Identity.IsRunning;

    /// <summary>Its last lines of output.</summary>
    public string LogTail()
    {
        if (!File.Exists(LogFile))
        {
            return "";
        }

        using var stream = new FileStream(LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Seek(-Math.Min(TailBytes, stream.Length), SeekOrigin.End);
        using var reader = new StreamReader(stream);
        return string.Join("\n  ", reader.ReadToEnd().Trim().Split('\n').TakeLast(TailLines));
    }
}
