using System.Reflection;
using Cake.Frosting;

namespace GitOpsDemo.Build.Tasks;

/// <summary>The tasks of this build, by what their attributes say.</summary>
internal static class BuildTasks
{
    /// <summary>Name and description of each, in alphabetical order.</summary>
    public static IReadOnlyList<(string Name, string Description)> All { get; } =
    [
        .. typeof(BuildTasks).Assembly.GetTypes()
            .Where(type => typeof(IFrostingTask).IsAssignableFrom(type) && !type.IsAbstract)
            .Select(type => (type.GetCustomAttribute<TaskNameAttribute>()?.Name ?? type.Name, type.GetCustomAttribute<TaskDescriptionAttribute>()?.Description ?? ""))
            .OrderBy(task => task.Item1, StringComparer.Ordinal),
    ];

    /// <summary>The name of each.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(task => task.Name)];
}
