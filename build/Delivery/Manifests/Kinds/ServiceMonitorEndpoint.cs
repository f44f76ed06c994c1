namespace GitOpsDemo.Delivery.Manifests.Kinds;

/// <summary>An endpoint of a ServiceMonitor.</summary>
/// <param name="Port">The name of the Service's port, or null.</param>
/// <param name="TargetPort">The pod's port by name or number, where <paramref name="Port"/> is null.</param>
/// <param name="Path">Where the metrics are; <c>/metrics</c> when not said.</param>
/// <param name="Scheme"><c>http</c> or <c>https</c>; http when not said.</param>
/// <param name="Interval">The time between two scrapes, or null for the server's.</param>
/// <param name="ScrapeTimeout">How long a scrape may take, or null for the server's.</param>
/// <param name="HonorLabels">Whether labels of the samples win over the target's.</param>
public sealed record ServiceMonitorEndpoint(
    string? Port,
    string? TargetPort,
    string Path,
    string Scheme,
    TimeSpan? Interval,
    TimeSpan? ScrapeTimeout,
    bool HonorLabels);
