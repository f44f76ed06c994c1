namespace GitOpsDemo.Delivery.Processes;

/// <summary>A run of an external program that has ended.</summary>
/// <param name="Command">Its command line.</param>
/// <param name="Started">When it began.</param>
/// <param name="Duration">How long it took.</param>
public sealed record ProgramRun(string Command, DateTimeOffset Started, TimeSpan Duration);
