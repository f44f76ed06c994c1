using System.Reflection;
using Cake.Frosting;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Build.Tasks.Verification;

namespace GitOpsDemo.Build.Tasks;

/// <summary>The tasks of this build, by what their attributes say.</summary>
internal static class BuildTasks
{
    private static readonly IReadOnlyList<Type> Types =
        [.. typeof(BuildTasks).Assembly.GetTypes().Where(type => typeof(IFrostingTask).IsAssignableFrom(type) && !type.IsAbstract)];

    /// <summary>Name and description of each, in alphabetical order.</summary>
    public static IReadOnlyList<(string Name, string Description)> All { get; } =
    [
        .. Types
            .Select(type => (Name: NameOf(type), type.GetCustomAttribute<TaskDescriptionAttribute>()?.Description ?? ""))
            .OrderBy(task => task.Name, StringComparer.Ordinal),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(task => task.Name)];

    /// <summary>The names of those that only look.</summary>
    public static IReadOnlySet<string> Observing { get; } = Types.Where(
        type => typeof(IObservingTask).IsAssignableFrom(type)).Select(NameOf).ToHashSet();

    /// <summary>The names of those that prove something.</summary>
    public static IReadOnlySet<string> Proving { get; } = Types.Where(
        type => typeof(ProofTask).IsAssignableFrom(type)).Select(NameOf).ToHashSet();

    /// <summary>The names of those that do nothing themselves: they stand for what they depend on.</summary>
    public static IReadOnlySet<string> Aggregates { get; } = Types.Where(IsAggregate).Select(NameOf).ToHashSet();

    /// <summary>Every task of a run, each once, in its order: target after target, each after what it depends on.</summary>
    public static IReadOnlyList<string> Of(BuildOptions options) => options.IsExclusive
        ? options.Targets
        : [.. options.Targets.SelectMany(target => InOrder(Types.Single(type => NameOf(type) == target))).Distinct()];

    private static IEnumerable<string> InOrder(Type task) =>
        task.GetCustomAttributes<IsDependentOnAttribute>().SelectMany(dependency => InOrder(dependency.Task)).Append(NameOf(task));

    private static bool IsAggregate(Type type) => type.BaseType is { IsGenericType: true } parent
        && parent.GetGenericTypeDefinition() == typeof(FrostingTask<>)
        && type.GetMethod(nameof(FrostingTask.Run))!.DeclaringType == parent;

    private static string NameOf(Type type) => type.GetCustomAttribute<TaskNameAttribute>()?.Name ?? type.Name;
}

/// <summary>A task that only looks: it may run beside another build of the same checkout.</summary>
internal interface IObservingTask;
