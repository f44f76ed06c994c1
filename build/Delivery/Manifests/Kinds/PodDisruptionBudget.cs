namespace GitOpsDemo.Delivery.Manifests.Kinds;

/// <summary>A policy/v1 PodDisruptionBudget.</summary>
/// <param name="Metadata">What the object is called.</param>
/// <param name="Selector">Whose pods it keeps.</param>
/// <param name="MinAvailable">How many must stay, as a number or per cent, or null.</param>
/// <param name="MaxUnavailable">How many may be missing, as a number or per cent, or null.</param>
public sealed record PodDisruptionBudget(
    ObjectMetadata Metadata,
    LabelSelector Selector,
    string? MinAvailable,
    string? MaxUnavailable) : ManifestObject(Metadata);
