namespace GitOpsDemo.Delivery.Manifests.Kinds;

/// <summary>A v1 Service.</summary>
/// <param name="Metadata">What the object is called; a ServiceMonitor selects by its labels.</param>
/// <param name="Selector">Which pods it leads to.</param>
/// <param name="Ports">The ports that it offers.</param>
public sealed record Service(
    ObjectMetadata Metadata,
    IReadOnlyDictionary<string, string> Selector,
    IReadOnlyList<ServicePort> Ports) : ManifestObject(Metadata)
{
    /// <summary>Whether pods with these labels are behind the Service. Without a selector none are.</summary>
    public bool Selects(IReadOnlyDictionary<string, string> podLabels) =>
        Selector.Count > 0 && LabelSelector.ByLabels(Selector).Matches(podLabels);
}
