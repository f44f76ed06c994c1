namespace GitOpsDemo.Delivery.Tools;

/// <summary>What is asked of a program, wherever it comes from.</summary>
/// <param name="Programs">The file names under which it may stand on PATH, without <c>.exe</c>.</param>
/// <param name="Minimum">The oldest version that serves.</param>
/// <param name="VersionArguments">The arguments that make it print its version.</param>
public sealed record ToolRequirement(IReadOnlyList<string> Programs, Version Minimum, IReadOnlyList<string> VersionArguments);
