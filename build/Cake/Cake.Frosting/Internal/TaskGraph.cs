using Cake.Core;

namespace Cake.Frosting.Internal;

/// <summary>Which task runs after which.</summary>
internal sealed class TaskGraph(IReadOnlyList<ICakeTaskInfo> tasks)
{
    private readonly ILookup<string, string> _dependencies = tasks
        .SelectMany(task => task.Dependencies.Select(first => (Task: task.Name, First: first.Name))
            .Concat(task.Dependees.Select(later => (Task: later.Name, First: task.Name))))
        .ToLookup(edge => edge.Task, edge => edge.First, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Refuses tasks that wait for one another. Cake names them in a cycle of two only, and never ends when it draws the tree of a longer
    /// one.
    /// </summary>
    /// <exception cref="FrostingException">Names the tasks of the cycle in their order.</exception>
    public void RefuseCycles() => InOrder(tasks.Select(task => task.Name));

    /// <summary>Everything that these tasks need, each once: task after task, each after what it depends on.</summary>
    public IReadOnlyList<string> InOrder(IEnumerable<string> names)
    {
        var order = new List<string>();
        foreach (var name in names)
        {
            Visit(name, [], order);
        }

        return order;
    }

    /// <summary>Whether a task names another as the one before it.</summary>
    public bool DependsOn(string task, string first) => _dependencies[task].Contains(first, StringComparer.OrdinalIgnoreCase);

    private void Visit(string task, List<string> path, List<string> order)
    {
        var start = path.FindIndex(earlier => earlier.Equals(task, StringComparison.OrdinalIgnoreCase));
        if (start >= 0)
        {
            throw new FrostingException($"Tasks depend on one another in a cycle: {string.Join(" -> ", path.Skip(start).Append(task))}.");
        }

        if (order.Contains(task, StringComparer.OrdinalIgnoreCase))
        {
            return;
        }

        path.Add(task);
        foreach (var first in _dependencies[task])
        {
            Visit(first, path, order);
        }

        path.RemoveAt(path.Count - 1);
        order.Add(task);
    }
}
