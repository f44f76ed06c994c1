using GitOpsDemo.Delivery.Kubernetes;

namespace GitOpsDemo.Delivery.Doctor;

/// <summary>What the user of the context has to be allowed for a Deploy.</summary>
public sealed class RightsRequirement(Preflight preflight, ClusterSettings settings) : IRequirement
{
    private IReadOnlyList<Access> Wanted => [.. settings.UsesExistingMonitoring ? [] : Accesses.Monitoring, .. Accesses.Rules, .. Accesses.Delivery];

    /// <inheritdoc/>
    public string Name => "rights in the cluster";

    /// <inheritdoc/>
    public string Needs => $"{Wanted.Count} accesses, to {(settings.UsesExistingMonitoring ? "" : "install charts, ")}apply rules and tell Argo CD";

    /// <inheritdoc/>
    public async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        await preflight.EnsureAsync(Wanted, cancellationToken);
        return "all of them";
    }
}
