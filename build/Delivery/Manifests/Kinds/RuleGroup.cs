namespace GitOpsDemo.Delivery.Manifests.Kinds;

/// <summary>Rules that are evaluated together, one after another.</summary>
/// <param name="Name">The group's name, unique in its file.</param>
/// <param name="Interval">The time between two evaluations, or null for the server's.</param>
/// <param name="Rules">The rules.</param>
public sealed record RuleGroup(string Name, TimeSpan? Interval, IReadOnlyList<Rule> Rules);
