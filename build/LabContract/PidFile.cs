using System.Diagnostics;
using System.Globalization;

namespace GitOpsDemo.LabContract;

/// <summary>What the file says that a program of the lab writes when it starts.</summary>
/// <remarks>
/// Its first act, before it becomes the program, is to write its own process id and start: there is no moment at which it runs and
/// nothing on disk says so.
/// </remarks>
/// <param name="Restarts">How often it was started again.</param>
/// <param name="Why">Why it was the last time; empty when it never was.</param>
public sealed record PidFile(ProcessIdentity Process, int Restarts, string Why)
{
    /// <summary>
    /// Run by <c>sh</c>: $1 is the pid file, $2 the log file, $3 the number of restarts, $4 the reason of the last one, the rest the
    /// program. The start stamp is the one of <see cref="ProcessIdentity"/>.
    /// </summary>
    private const string Launcher = """
        exec </dev/null >>"$2" 2>&1
        if [ -r /proc/$$/stat ]; then started=$(cut -d' ' -f22 /proc/$$/stat); else started=$(LC_ALL=C ps -o lstart= -p $$); fi
        printf '%s\n%s\n%s\n%s\n' "$$" "$started" "$3" "$4" >"$1.$$" && mv "$1.$$" "$1" || exit 1
        shift 4
        exec "$@"
        """;

    /// <summary>A session of its own: Ctrl-C in the terminal of the build does not reach it. macOS has no <c>setsid</c> program.</summary>
    private static readonly string[] NewSession = OperatingSystem.IsLinux()
        ? ["setsid", "sh", "-c"]
        : ["perl", "-MPOSIX", "-e", "POSIX::setsid(); exec @ARGV", "sh", "-c"];

    /// <summary>In words, to be put after what runs; empty when it was never started again.</summary>
    public string Restarted => Restarts == 0 ? "" : string.Create(
        CultureInfo.InvariantCulture, $"restarted {Restarts} {(Restarts == 1 ? "time" : "times")}, the last time because {Why}");

    /// <summary>Reads it; null when it is not there or not written to its end.</summary>
    public static PidFile? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var lines = File.ReadAllLines(path);
        if (lines is not [var id, var started, ..] || !int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
        {
            return null;
        }

        _ = int.TryParse(lines.ElementAtOrDefault(2), NumberStyles.None, CultureInfo.InvariantCulture, out var restarts);
        return new(new(pid, started.Trim()), restarts, lines.ElementAtOrDefault(3) ?? "");
    }

    /// <summary>How to start a program that writes the file.</summary>
    /// <param name="start">The program and the file.</param>
    /// <param name="restarts">How often it was started before.</param>
    /// <param name="why">Why it is started again; empty at the first time.</param>
    public static ProcessStartInfo StartInfo(ProgramStart start, int restarts = 0, string why = "") => new(
        NewSession[0],
        [.. NewSession[1..], Launcher, "sh", start.PidFile, start.LogFile, $"{restarts}", why, .. start.Command])
    {
        WorkingDirectory = start.Folder,
        UseShellExecute = false,
    };
}

/// <summary>How a program of the lab is started, and started again. Its environment is never written to disk.</summary>
/// <param name="PidFile">The file that says which process it is.</param>
/// <param name="LogFile">The file that its output is added to.</param>
/// <param name="Folder">Its working directory.</param>
/// <param name="Command">The program and its arguments.</param>
public sealed record ProgramStart(string PidFile, string LogFile, string Folder, IReadOnlyList<string> Command);
