namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>The repository that Argo CD watches.</summary>
/// <param name="Url">Its address, as Argo CD reaches it; null for the one that the manifests name.</param>
/// <param name="Branch">The branch that is followed.</param>
/// <param name="Path">The folder that holds <c>base/</c> and <c>overlays/</c>.</param>
public sealed record WatchedRepository(string? Url, string Branch, string Path);
