namespace GitOpsDemo.Delivery.Manifests.Kinds;

/// <summary>A port that a container listens on.</summary>
/// <param name="Name">Its name, or null.</param>
/// <param name="Number">Its number in the container.</param>
/// <param name="HostPort">Its number on the node, or null, as it should be.</param>
public sealed record ContainerPort(string? Name, int Number, int? HostPort);
