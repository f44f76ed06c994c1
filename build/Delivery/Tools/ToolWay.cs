namespace GitOpsDemo.Delivery.Tools;

/// <summary>A place that a program can be brought from.</summary>
/// <param name="Title">What a person calls it.</param>
/// <param name="Obstacle">Why nothing can be brought from there; null when it can be tried.</param>
public sealed record ToolWay(string Title, string? Obstacle);
