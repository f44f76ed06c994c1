using System.Text.Json;
using GitOpsDemo.LabContract;

namespace GitOpsDemo.EndToEnd.Tests;

/// <summary>The processes of a clone, by <c>/proc</c> and by what its lab says of itself.</summary>
internal sealed class LabProcesses(Checkout clone)
{
    /// <summary>What the lab runs besides replicas.</summary>
    private static readonly string[] Services = ["agent", "alertmanager", "prometheus", "registry"];

    /// <summary>The replicas of all environments.</summary>
    public IReadOnlyList<ProcessIdentity> Replicas
    {
        get
        {
            using var state = JsonDocument.Parse(File.ReadAllText(clone[".lab", "state.json"]));
            return
            [
                .. from environment in state.RootElement.GetProperty("environments").EnumerateObject()
                   from replica in environment.Value.GetProperty("replicas").EnumerateArray()
                   select new ProcessIdentity(
                       replica.GetProperty("processId").GetInt32(), replica.GetProperty("processStarted").GetString()!),
            ];
        }
    }

    /// <summary>
    /// Everything that a build of the clone has started, directly or not, and that is neither a service of the lab nor a replica that it
    /// knows. The compiler waits for the next build, by itself for ten minutes at most.
    /// </summary>
    public IReadOnlyList<string> Orphans()
    {
        var ofServices = Services.Select(service => clone[".lab", "run", service + ".pid"])
            .Where(File.Exists)
            .Select(file => int.Parse(File.ReadLines(file).First()));
        var known = Replicas.Select(replica => replica.Id).Concat(ofServices).ToHashSet();
        return
        [
            .. from process in All()
               where !known.Contains(process.Id) && !process.Command.Contains("VBCSCompiler", StringComparison.Ordinal)
               where process.Command.Contains(clone.Root, StringComparison.Ordinal)
                   || process.Environment.Contains(clone.Mark, StringComparison.Ordinal)
               select $"{process.Id} {process.Command}",
        ];
    }

    /// <summary>
    /// Everything that has to do with the clone at all: compilers and whatever else keeps its temporary files there, too.
    /// </summary>
    public IReadOnlyList<string> Leftovers() =>
        [
            .. All()
                .Where(process => (process.Command + process.Environment).Contains(clone.Root, StringComparison.Ordinal))
                .Select(process => $"{process.Id} {process.Command}"),
        ];

    private static IEnumerable<(int Id, string Command, string Environment)> All() =>
        from folder in Directory.EnumerateDirectories("/proc")
        where int.TryParse(Path.GetFileName(folder), out _)
        select (int.Parse(Path.GetFileName(folder)), Text(folder, "cmdline").Replace('\0', ' '), Text(folder, "environ"));

    private static string Text(string process, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is another user's.
            return "";
        }
    }
}
