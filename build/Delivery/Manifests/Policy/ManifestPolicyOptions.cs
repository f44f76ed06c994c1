namespace GitOpsDemo.Delivery.Manifests.Policy;

/// <summary>What the policy depends on beside the manifests.</summary>
/// <param name="RequireDigest">Whether every image must be named by its digest. An overlay that was never deployed has none yet.</param>
/// <param name="IsProduction">Whether fault endpoints must be off.</param>
public sealed record ManifestPolicyOptions(bool RequireDigest, bool IsProduction)
{
    /// <summary>The service whose manifests they have to be; anybody's when null.</summary>
    public DeliveredService? Service { get; init; }
}
