namespace GitOpsDemo.Delivery.Monitoring;

/// <summary>A port of a running pod and where it is reached.</summary>
/// <param name="Container">The container's name.</param>
/// <param name="Name">The port's name, or null.</param>
/// <param name="Number">The port's number in the manifest.</param>
/// <param name="Address">Where it really listens, as <c>host:port</c>.</param>
public sealed record PodPort(string Container, string? Name, int Number, string Address);
