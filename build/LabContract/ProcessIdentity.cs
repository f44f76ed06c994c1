using System.Diagnostics;
using System.Globalization;

namespace GitOpsDemo.LabContract;

/// <summary>
/// A process that cannot be mistaken for another: process ids are used again, an id together with its start is not.
/// </summary>
/// <param name="Id">The process id.</param>
/// <param name="Started">
/// When it started: clock ticks since boot (field 22 of <c>/proc/&lt;pid&gt;/stat</c>) on Linux, the start date of <c>ps</c> elsewhere.
/// </param>
public sealed record ProcessIdentity(int Id, string Started)
{
    /// <summary>Whether this very process runs (a zombie does not).</summary>
    public bool IsRunning => StartOf(Id) == Started;

    /// <summary>Whether it stands still until it is told to go on. Linux only; false elsewhere.</summary>
    public bool IsStopped => OperatingSystem.IsLinux() && IsRunning && StatOf(Id)?[0] is "T" or "t";

    /// <summary>The identity of the process that has this id now; null when there is none.</summary>
    public static ProcessIdentity? Of(int id) => StartOf(id) is { } started ? new(id, started) : null;

    private static string? StartOf(int id) => OperatingSystem.IsLinux() ? StartOnLinux(id) : StartElsewhere(id);

    private static string? StartOnLinux(int id) => StatOf(id) is [not ("Z" or "X"), ..] fields ? fields[19] : null;

    /// <summary>The fields after the program's name, beginning with the state; null when there is no such process.</summary>
    private static string[]? StatOf(int id)
    {
        try
        {
            // The program's name is in parentheses and may hold spaces and parentheses of its own: count from the last one.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? StartElsewhere(int id)
    {
        var start = new ProcessStartInfo("ps", ["-o", "lstart=", "-p", id.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            Environment = { ["LC_ALL"] = "C" },
        };
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return text.Length == 0 ? null : text;
    }
}
