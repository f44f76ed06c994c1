using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.LabContract;

namespace GitOpsDemo.Lab;

/// <summary>
/// Starts programs that outlive the build, and finds and ends them again, also from a later run and after a crash of this one.
/// </summary>
/// <remarks>
/// A program's first act, before it becomes the program, is to write its own process id and start to a file: there is no
/// moment at which it runs and nothing on disk says so. Nothing is ever ended that is not named by such a file.
/// </remarks>
/// <param name="folder">The folder of the <c>.pid</c> and <c>.log</c> files.</param>
/// <param name="wait">How to wait for starts and ends.</param>
public sealed class BackgroundProcesses(string folder, Wait wait)
{
    /// <summary>
    /// Run by <c>sh</c>: $1 is the pid file, $2 the log file, the rest the program. The start stamp is the one of
    /// <see cref="ProcessIdentity"/>.
    /// </summary>
    private const string Launcher = """
        exec </dev/null >>"$2" 2>&1
        if [ -r /proc/$$/stat ]; then started=$(cut -d' ' -f22 /proc/$$/stat); else started=$(LC_ALL=C ps -o lstart= -p $$); fi
        printf '%s\n%s\n' "$$" "$started" >"$1.$$" && mv "$1.$$" "$1" || exit 1
        shift 2
        exec "$@"
        """;

    /// <summary>A session of its own: Ctrl-C in the terminal of the build does not reach it. macOS has no <c>setsid</c> program.</summary>
    private static readonly string[] NewSession = OperatingSystem.IsLinux()
        ? ["setsid", "sh", "-c"]
        : ["perl", "-MPOSIX", "-e", "POSIX::setsid(); exec @ARGV", "sh", "-c"];

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Every program that was started under this folder and has not been forgotten, running or not.</summary>
    public IReadOnlyList<BackgroundProcess> All =>
        Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*.pid").Order(StringComparer.Ordinal).Select(Read).OfType<BackgroundProcess>()]
            : [];

    /// <summary>The program that was started under this name, running or not; null when none was.</summary>
    public BackgroundProcess? Find(string name) => Read(PidFile(name));

    /// <summary>The program that was started under this name; null when none was, or it does not run any more.</summary>
    public BackgroundProcess? Running(string name) => Find(name) is { IsRunning: true } process ? process : null;

    /// <summary>Starts a program under a name that no running program has.</summary>
    /// <param name="name">A file name: letters, digits, dots and dashes.</param>
    /// <param name="command">The program; its timeout, input and success codes have no meaning here.</param>
    /// <param name="cancellationToken">Ends the wait for the start.</param>
    /// <exception cref="DeliveryException">It did not start.</exception>
    public async Task<BackgroundProcess> StartAsync(string name, Command command, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var pidFile = PidFile(name);
        File.Delete(pidFile);
        var start = new ProcessStartInfo(
            NewSession[0],
            [.. NewSession[1..], Launcher, "sh", pidFile, LogFile(name), command.FileName, .. command.Arguments])
        {
            WorkingDirectory = command.WorkingDirectory ?? folder,
            UseShellExecute = false,
        };
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
                $"{name} could not be started", exception.Message, $"install {NewSession[0]}, or use Linux, macOS or WSL 2", exception);
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
        if (!File.Exists(PidFile(name)))
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

        File.Delete(PidFile(name));
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

    private string PidFile(string name) => Path.Combine(folder, name + ".pid");

    private BackgroundProcess? Read(string pidFile)
    {
        if (!File.Exists(pidFile))
        {
            return null;
        }

        var lines = File.ReadAllLines(pidFile);
        var name = Path.GetFileNameWithoutExtension(pidFile);
        return lines is [var id, var started, ..] && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            ? new(name, new(pid, started.Trim()), LogFile(name))
            : null;
    }
}

/// <summary>A program that was started to outlive the build.</summary>
/// <param name="Name">The name it was started under.</param>
/// <param name="Identity">The process.</param>
/// <param name="LogFile">The file that has its output.</param>
public sealed record BackgroundProcess(string Name, ProcessIdentity Identity, string LogFile)
{
    private const int TailBytes = 4096;
    private const int TailLines = 8;

    /// <summary>Whether it runs.</summary>
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
