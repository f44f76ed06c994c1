namespace GitOpsDemo.Delivery.Manifests.Policy;

/// <summary>One subject of the policy.</summary>
internal interface IManifestRequirement
{
    /// <summary>What the manifests lack; nothing when all is well.</summary>
    IEnumerable<PolicyViolation> Check(ManifestSet manifests);
}
