namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>Where a chart comes from.</summary>
/// <param name="Chart">An OCI reference, the address or path of an archive, or the name of a chart in a repository.</param>
/// <param name="Version">The version; null where <paramref name="Chart"/> is an archive, which has one only.</param>
/// <param name="Repository">The address of the repository that has the name; null when it needs none.</param>
public sealed record ChartSource(string Chart, string? Version, Uri? Repository);
