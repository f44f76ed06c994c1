namespace GitOpsDemo.EndToEnd.Tests;

/// <summary>The place of a test in its story.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StepAttribute(int number) : Attribute
{
    /// <summary>Counted from 1.</summary>
    public int Number { get; } = number;
}
