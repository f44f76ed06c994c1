namespace GitOpsDemo.Delivery.Tools;

/// <summary>A program that serves.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="Version">Its version, as it says itself.</param>
public sealed record FoundTool(string Path, Version Version);
