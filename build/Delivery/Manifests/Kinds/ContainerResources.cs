namespace GitOpsDemo.Delivery.Manifests.Kinds;

/// <summary>What a container is given, as quantities by resource (<c>cpu</c>, <c>memory</c>); see <see cref="Quantity"/>.</summary>
/// <param name="Requests">What it surely gets.</param>
/// <param name="Limits">What it can't exceed.</param>
public sealed record ContainerResources(IReadOnlyDictionary<string, string> Requests, IReadOnlyDictionary<string, string> Limits);
