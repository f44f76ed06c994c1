namespace GitOpsDemo.Delivery.Reporting;

/// <summary>A task of the run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Start">When it began, in seconds after the run.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Outcome">How it ended.</param>
public sealed record ReportedTask(string Name, double Start, double Seconds, TaskOutcome Outcome);
