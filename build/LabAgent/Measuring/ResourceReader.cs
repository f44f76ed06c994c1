using System.Globalization;
using GitOpsDemo.LabContract;

namespace GitOpsDemo.LabAgent.Measuring;

/// <summary>
/// Measures what cAdvisor measures: of a container through its control group (version 1 or 2), of a plain process through <c>/proc</c>.
/// </summary>
/// <param name="proc">The folder <c>/proc</c>.</param>
/// <param name="cgroup">The folder <c>/sys/fs/cgroup</c>.</param>
internal sealed class ResourceReader(string proc, string cgroup)
{
    /// <summary>USER_HZ, 100 on every architecture that .NET runs on.</summary>
    private const double TicksPerSecond = 100;
    private const double NanosecondsPerSecond = 1e9;
    private const double MicrosecondsPerSecond = 1e6;
    private const double BytesPerKibibyte = 1024;

    /// <summary>What the pod uses now; null when that can't be seen: it is gone, or its processes are those of another user.</summary>
    public ResourceUsage? Read(AgentPod pod)
    {
        if (pod.Process is not { IsRunning: true } process)
        {
            return null;
        }

        try
        {
            return pod.ContainerId is null ? OfProcess(process.Id) : OfContainer(process.Id) ?? OfProcess(process.Id);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>
    /// The proportional set size stands for the working set: of pages that replicas share, as of a library's file, each has its part,
    /// as a control group counts a page once.
    /// </summary>
    private ResourceUsage OfProcess(int id)
    {
        var memory = Fields(Path.Combine(proc, Text(id), "smaps_rollup"))["Pss:"] * BytesPerKibibyte;
        var stat = File.ReadAllText(Path.Combine(proc, Text(id), "stat"));
        // After the program's name, which may hold anything, in parentheses: utime and stime are fields 14 and 15 of the whole line.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return new ResourceUsage(memory, (Number(fields[11]) + Number(fields[12])) / TicksPerSecond);
    }

    /// <summary>Null when the control groups are not mounted here, as in a container without them.</summary>
    private ResourceUsage? OfContainer(int id)
    {
        var groups = File.ReadLines(Path.Combine(proc, Text(id), "cgroup")).Select(line => line.Split(':', 3)).ToArray();
        var memory = Folder(groups, "memory");
        var cpu = Folder(groups, "cpuacct");
        if (memory is not null && cpu is not null)
        {
            return new ResourceUsage(
                WorkingSet(memory, "memory.usage_in_bytes", "total_inactive_file"),
                Number(File.ReadAllText(Path.Combine(cpu, "cpuacct.usage"))) / NanosecondsPerSecond);
        }

        return Folder(groups, "") is { } unified
            ? new ResourceUsage(
                WorkingSet(unified, "memory.current", "inactive_file"),
                Fields(Path.Combine(unified, "cpu.stat"))["usage_usec"] / MicrosecondsPerSecond)
            : null;
    }

    /// <summary>The folder of a controller; the empty name is that of version 2, where all are in one.</summary>
    private string? Folder(IEnumerable<string[]> groups, string controller)
    {
        var group = groups.FirstOrDefault(group => group[1].Split(',').Contains(controller));
        var folder = group is null ? null : Path.Combine(cgroup, group[1], group[2].TrimStart('/'));
        var probe = controller == "" ? "memory.current" : controller == "memory" ? "memory.usage_in_bytes" : "cpuacct.usage";
        return folder is not null && File.Exists(Path.Combine(folder, probe)) ? folder : null;
    }

    /// <summary>As cAdvisor and the kubelet have it: usage without the file pages that were not used recently.</summary>
    private static double WorkingSet(string folder, string usage, string inactive)
    {
        var used = Number(File.ReadAllText(Path.Combine(folder, usage)));
        return Math.Max(0, used - Fields(Path.Combine(folder, "memory.stat")).GetValueOrDefault(inactive));
    }

    /// <summary>The lines <c>name value</c> of a file of the kernel.</summary>
    private static Dictionary<string, double> Fields(string path) => File.ReadLines(path)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(words => words.Length >= 2 && double.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out _))
        .ToDictionary(words => words[0], words => Number(words[1]));

    private static double Number(string text) => double.Parse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Text(int id) => id.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What a container uses.</summary>
/// <param name="WorkingSetBytes">Memory that can't be taken back without swapping, in bytes.</param>
/// <param name="CpuSeconds">Processor time since its start, in seconds of one core.</param>
internal sealed record ResourceUsage(double WorkingSetBytes, double CpuSeconds);
