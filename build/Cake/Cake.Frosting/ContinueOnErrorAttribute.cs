namespace Cake.Frosting;

/// <summary>The run goes on when the task fails, and may then end with exit code 0: the failure shows in the report alone.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ContinueOnErrorAttribute : Attribute;
