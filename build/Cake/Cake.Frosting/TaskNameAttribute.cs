namespace Cake.Frosting;

/// <summary>Names a task; without it a task is named as its class.</summary>
/// <param name="name">The name that <c>--target</c> takes; upper and lower case are the same.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class TaskNameAttribute(string name) : Attribute
{
    /// <summary>The task's name.</summary>
    public string Name { get; } = name;
}
