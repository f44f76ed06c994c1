namespace Cake.Frosting;

/// <summary>The task runs before another one, which need not know it.</summary>
/// <param name="type">The class of the other task.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class IsDependeeOfAttribute(Type type) : Attribute
{
    /// <summary>The class of the task that runs later.</summary>
    public Type Task { get; } = type;
}
