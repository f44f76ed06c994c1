namespace GitOpsDemo.Delivery.Manifests.Kinds;

/// <summary>A monitoring.coreos.com/v1 PrometheusRule.</summary>
/// <param name="Metadata">What the object is called; a Prometheus object selects by its labels.</param>
/// <param name="Groups">The rule groups.</param>
public sealed record PrometheusRule(ObjectMetadata Metadata, IReadOnlyList<RuleGroup> Groups) : ManifestObject(Metadata);
