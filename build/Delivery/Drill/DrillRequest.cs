using GitOpsDemo.Delivery.Monitoring;

namespace GitOpsDemo.Delivery.Drill;

/// <summary>What is drilled, and how.</summary>
/// <param name="Alerts">The names of the alerts; all of them when empty.</param>
/// <param name="Scale">How much faster than true time.</param>
/// <param name="Timeout">The upper bound of each wait; null for what the rules' own durations ask for.</param>
public sealed record DrillRequest(IReadOnlyList<string> Alerts, TimeScale Scale, TimeSpan? Timeout);
