namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>A release as <c>helm list</c> tells it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Revision">The latest revision.</param>
/// <param name="Updated">When that was made.</param>
/// <param name="Status">What helm says of it, such as <c>deployed</c> or <c>pending-upgrade</c>.</param>
/// <param name="Chart">Name and version of its chart, as in <c>loki-1.2.3</c>.</param>
public sealed record HelmRelease(string Name, string Namespace, int Revision, DateTimeOffset Updated, string Status, string Chart)
{
    /// <summary>Whether all of it is in the cluster.</summary>
    public bool IsDeployed => Status == "deployed";

    /// <summary>Whether a helm is at work on it, or was killed while it was.</summary>
    public bool IsPending => Status.StartsWith("pending-", StringComparison.Ordinal);
}
