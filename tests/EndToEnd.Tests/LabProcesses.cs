using System.Text.Json;
using GitOpsDemo.Delivery.Processes;

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
                   select new ProcessIdentity(replica.GetProperty("processId").GetInt32(), replica.GetProperty("processStarted").GetString()!),
            ];
        }
    }

    /// <summary>Everything that a build of the clone has started, directly or not, and that is neither a service of the lab nor a replica that it knows.</summary>
    public IReadOnlyList<string> Orphans()
    {
        var known = Replicas.Select(replica => replica.Id)
            .Concat(Services.Select(service => clone[".lab", "run", service + ".pid"]).Where(File.Exists).Select(file => int.Parse(File.ReadLines(file).First())))
            .ToHashSet();
        return
        [
            .. from folder in Directory.EnumerateDirectories("/proc")
               where int.TryParse(Path.GetFileName(folder), out var id) && !known.Contains(id)
               let command = Text(folder, "cmdline")
               where command.Contains(clone.Root, StringComparison.Ordinal) || Text(folder, "environ").Contains(clone.Mark, StringComparison.Ordinal)
               select $"{Path.GetFileName(folder)} {command.Replace('\0', ' ')}",
        ];
    }

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
