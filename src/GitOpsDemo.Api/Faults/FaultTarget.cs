namespace GitOpsDemo.Api.Faults;

/// <summary>
/// Marks the endpoints that a <see cref="FaultPlan"/> touches. Probes, metrics and the faults themselves have no mark: a drill stays
/// visible and can be ended.
/// </summary>
internal sealed class FaultTarget;
