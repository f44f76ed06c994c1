namespace GitOpsDemo.Delivery.Lab.Agent;

/// <summary>What the agent sees: the answer of <c>GET /endpoints</c>.</summary>
/// <param name="ObservedGeneration">The <see cref="AgentState.Generation"/> that it follows; 0 before the first.</param>
/// <param name="Services">The state of each service's port.</param>
/// <param name="Pods">The state of each pod.</param>
public sealed record AgentReport(long ObservedGeneration, IReadOnlyList<ServiceReport> Services, IReadOnlyList<PodReport> Pods);
