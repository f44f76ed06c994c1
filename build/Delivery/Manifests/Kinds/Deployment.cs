namespace GitOpsDemo.Delivery.Manifests.Kinds;

/// <summary>An apps/v1 Deployment.</summary>
/// <param name="Metadata">What the object is called.</param>
/// <param name="Replicas">How many pods run; 1 when not said.</param>
/// <param name="Selector">Which pods are its own.</param>
/// <param name="Strategy">How pods are replaced.</param>
/// <param name="MinReady">How long a new pod must be ready before it counts as available; 0 when not said.</param>
/// <param name="RevisionHistoryLimit">How many old revisions are kept, or null.</param>
/// <param name="Template">The pods.</param>
public sealed record Deployment(
    ObjectMetadata Metadata,
    int Replicas,
    LabelSelector Selector,
    DeploymentStrategy Strategy,
    TimeSpan MinReady,
    int? RevisionHistoryLimit,
    PodTemplate Template) : ManifestObject(Metadata);
