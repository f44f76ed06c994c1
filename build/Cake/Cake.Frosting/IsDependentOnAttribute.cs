namespace Cake.Frosting;

/// <summary>The task runs after another one. Dependencies run in the order of their attributes, each once a run.</summary>
/// <param name="type">The class of the other task.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class IsDependentOnAttribute(Type type) : Attribute
{
    /// <summary>The class of the task that runs first.</summary>
    public Type Task { get; } = type;
}
