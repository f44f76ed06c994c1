using GitOpsDemo.Delivery.Kubernetes;

namespace GitOpsDemo.Delivery.Doctor;

/// <summary>The cluster: its context is in the kubeconfig, its API answers, and in a version that is supported.</summary>
public sealed class ClusterRequirement(string context, Preflight preflight) : IRequirement
{
    /// <inheritdoc/>
    public string Name => $"cluster {context}";

    /// <inheritdoc/>
    public string Needs => $"Kubernetes {Preflight.Oldest} or newer, answering";

    /// <inheritdoc/>
    public async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        var version = await preflight.VersionAsync(cancellationToken);
        return version.Client is { } client
            ? $"Kubernetes {version.Name}, asked by kubectl {client}{(version.Supports(client) ? "" : ", which it does not support")}"
            : $"Kubernetes {version.Name}";
    }
}
