using System.Reflection;
using Cake.Core;

namespace Cake.Frosting.Internal;

/// <summary>What the class of a task says about it.</summary>
internal static class TaskType
{
    private static readonly Type[] Bases = [typeof(FrostingTask<>), typeof(AsyncFrostingTask<>)];

    /// <summary>Whether the class is a task.</summary>
    public static bool IsTask(Type type) => type.IsAssignableTo(typeof(IFrostingTask));

    /// <summary>The task's name.</summary>
    public static string NameOf(Type type) => type.GetCustomAttribute<TaskNameAttribute>()?.Name ?? type.Name;

    /// <summary>The context that the task needs.</summary>
    public static Type ContextOf(Type type) => BaseOf(type)?.GenericTypeArguments[0] ?? typeof(ICakeContext);

    /// <summary>Whether the task has a method of its own in the place of its base's, so that the engine needs to know of it.</summary>
    public static bool Overrides(Type type, string method) =>
        BaseOf(type) is not { } @base || type.GetMethods().Any(candidate => candidate.Name == method && candidate.DeclaringType != @base);

    private static Type? BaseOf(Type? type)
    {
        while (type is not null && !IsBase(type))
        {
            type = type.BaseType;
        }

        return type;
    }

    private static bool IsBase(Type type) => type.IsGenericType && Bases.Contains(type.GetGenericTypeDefinition());
}
