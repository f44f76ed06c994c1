namespace GitOpsDemo.Delivery.Lab.Agent;

/// <summary>
/// What the lab wants of its agent, as the content of the agent's state file. The lab replaces the file as a whole; the agent follows
/// within 200 ms and says so by <see cref="AgentReport.ObservedGeneration"/>.
/// </summary>
/// <param name="Generation">A number that grows with every change.</param>
/// <param name="Services">Where requests are taken, and which pods they are spread over.</param>
/// <param name="Pods">What runs, and is probed and measured.</param>
/// <param name="Deployments">What the pods belong to.</param>
public sealed record AgentState(
    long Generation,
    IReadOnlyList<AgentService> Services,
    IReadOnlyList<AgentPod> Pods,
    IReadOnlyList<AgentDeployment> Deployments);
