namespace GitOpsDemo.Delivery.Manifests.Kinds;

/// <summary>A port of a Service.</summary>
/// <param name="Name">Its name, or null; a ServiceMonitor names it.</param>
/// <param name="Port">Its number on the Service.</param>
/// <param name="TargetPort">The pods' port, by name or number; the same number when not said.</param>
public sealed record ServicePort(string? Name, int Port, string TargetPort);
