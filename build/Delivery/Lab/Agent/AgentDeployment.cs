namespace GitOpsDemo.Delivery.Lab.Agent;

/// <summary>A Deployment.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Replicas">The number of pods that are wanted.</param>
public sealed record AgentDeployment(string Namespace, string Name, int Replicas);
