namespace GitOpsDemo.Delivery.Lab.Agent;

/// <summary>Whether a service's port is open.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Port">Its port on 127.0.0.1.</param>
/// <param name="Error">Why the port could not be opened; null when it is open. The agent keeps trying.</param>
public sealed record ServiceReport(string Namespace, string Name, int Port, string? Error = null);
