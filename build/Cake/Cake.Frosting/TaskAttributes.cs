namespace Cake.Frosting;

/// <summary>Names a task; without it a task is named as its class.</summary>
/// <param name="name">The name that <c>--target</c> takes; upper and lower case are the same.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class TaskNameAttribute(string name) : Attribute
{
    /// <summary>The task's name.</summary>
    public string Name { get; } = name;
}

/// <summary>Says what a task does, for <c>--description</c>.</summary>
/// <param name="description">One line.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class TaskDescriptionAttribute(string description) : Attribute
{
    /// <summary>What the task does.</summary>
    public string Description { get; } = description;
}

/// <summary>The task runs after another one. Dependencies run in the order of their attributes, each once a run.</summary>
/// <param name="type">The class of the other task.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class IsDependentOnAttribute(Type type) : Attribute
{
    /// <summary>The class of the task that runs first.</summary>
    public Type Task { get; } = type;
}

/// <summary>The task runs before another one, which need not know it.</summary>
/// <param name="type">The class of the other task.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class IsDependeeOfAttribute(Type type) : Attribute
{
    /// <summary>The class of the task that runs later.</summary>
    public Type Task { get; } = type;
}

/// <summary>The run goes on when the task fails, and may then end with exit code 0: the failure shows in the report alone.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ContinueOnErrorAttribute : Attribute;
