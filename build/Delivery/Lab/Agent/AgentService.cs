namespace GitOpsDemo.Delivery.Lab.Agent;

/// <summary>A Service: one port of 127.0.0.1 in front of pods.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Port">The port on 127.0.0.1 that the agent listens on.</param>
/// <param name="Pods">The names of the pods, in the same namespace, that its selector matches.</param>
public sealed record AgentService(string Namespace, string Name, int Port, IReadOnlyList<string> Pods);
