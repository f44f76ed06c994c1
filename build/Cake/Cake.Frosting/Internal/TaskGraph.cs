using Cake.Core;

namespace Cake.Frosting.Internal;

/// <summary>
/// Finds tasks that wait for one another. Cake names them in a cycle of two only, and never ends when it draws the tree of a longer one.
/// </summary>
internal static class DependencyCycle
{
    /// <summary>Refuses a cycle.</summary>
    /// <exception cref="FrostingException">Names the tasks of the cycle in their order.</exception>
    public static void Refuse(IReadOnlyList<ICakeTaskInfo> tasks)
    {
        var dependencies = tasks
            .SelectMany(task => task.Dependencies.Select(first => (Task: task.Name, First: first.Name))
                .Concat(task.Dependees.Select(later => (Task: later.Name, First: task.Name))))
            .ToLookup(edge => edge.Task, edge => edge.First, StringComparer.OrdinalIgnoreCase);
        var free = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var task in tasks)
        {
            Visit(task.Name, [], dependencies, free);
        }
    }

    private static void Visit(string task, List<string> path, ILookup<string, string> dependencies, HashSet<string> free)
    {
        var start = path.FindIndex(earlier => earlier.Equals(task, StringComparison.OrdinalIgnoreCase));
        if (start >= 0)
        {
            throw new FrostingException($"Tasks depend on one another in a cycle: {string.Join(" -> ", path.Skip(start).Append(task))}.");
        }

        if (free.Contains(task))
        {
            return;
        }

        path.Add(task);
        foreach (var first in dependencies[task])
        {
            Visit(first, path, dependencies, free);
        }

        path.RemoveAt(path.Count - 1);
        free.Add(task);
    }
}
