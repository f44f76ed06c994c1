namespace GitOpsDemo.Delivery.Manifests.Kinds;

/// <summary>A monitoring.coreos.com/v1 ServiceMonitor.</summary>
/// <param name="Metadata">What the object is called; a Prometheus object may select by its labels.</param>
/// <param name="Selector">Which Services are scraped, by the Services' own labels.</param>
/// <param name="AnyNamespace">Whether Services of all namespaces are.</param>
/// <param name="NamespaceNames">The namespaces whose Services are; empty for the object's own one.</param>
/// <param name="JobLabel">The Service's label that names the job; null for the Service's name.</param>
/// <param name="TargetLabels">Labels of the Service that targets get.</param>
/// <param name="PodTargetLabels">Labels of the pod that targets get.</param>
/// <param name="SampleLimit">How many samples a scrape may have, or null.</param>
/// <param name="Endpoints">What is scraped.</param>
/// <param name="OtherFields">The paths of fields that are set and not read here.</param>
public sealed record ServiceMonitor(
    ObjectMetadata Metadata,
    LabelSelector Selector,
    bool AnyNamespace,
    IReadOnlyList<string> NamespaceNames,
    string? JobLabel,
    IReadOnlyList<string> TargetLabels,
    IReadOnlyList<string> PodTargetLabels,
    int? SampleLimit,
    IReadOnlyList<ServiceMonitorEndpoint> Endpoints,
    IReadOnlyList<string> OtherFields) : ManifestObject(Metadata)
{
    private IEnumerable<string?> Namespaces => NamespaceNames is [] ? [Metadata.Namespace] : [.. NamespaceNames];

    /// <summary>Whether the Service is scraped.</summary>
    public bool Selects(Service service) =>
        Selector.Matches(service.Metadata.Labels) && (AnyNamespace || Namespaces.Contains(service.Metadata.Namespace));

    /// <summary>The name that the operator gives to the scrape pool of an endpoint.</summary>
    /// <param name="index">The endpoint's place in <see cref="Endpoints"/>.</param>
    public string PoolName(int index) => $"serviceMonitor/{Metadata.Namespace}/{Metadata.Name}/{index}";
}
