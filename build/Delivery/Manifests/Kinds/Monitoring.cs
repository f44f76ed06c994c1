namespace GitOpsDemo.Delivery.Manifests.Kinds;

/// <summary>A monitoring.coreos.com/v1 PrometheusRule.</summary>
/// <param name="Metadata">What the object is called; a Prometheus object selects by its labels.</param>
/// <param name="Groups">The rule groups.</param>
public sealed record PrometheusRule(ObjectMetadata Metadata, IReadOnlyList<RuleGroup> Groups) : ManifestObject(Metadata);

/// <summary>Rules that are evaluated together, one after another.</summary>
/// <param name="Name">The group's name, unique in its file.</param>
/// <param name="Interval">The time between two evaluations, or null for the server's.</param>
/// <param name="Rules">The rules.</param>
public sealed record RuleGroup(string Name, TimeSpan? Interval, IReadOnlyList<Rule> Rules)
{
    /// <summary>How many alerts or series a rule may make, or null for as many as there are.</summary>
    public int? Limit { get; init; }

    /// <summary>How far back in time the expressions are evaluated, or null for the server's.</summary>
    public TimeSpan? QueryOffset { get; init; }
}

/// <summary>A rule: an alert, or a recorded series.</summary>
/// <param name="Alert">The alert's name, or null for a recording rule.</param>
/// <param name="Record">The recorded series' name, or null for an alert.</param>
/// <param name="Expression">The PromQL expression, exactly as written.</param>
/// <param name="For">How long the expression must hold before the alert fires; 0 when not said.</param>
/// <param name="KeepFiringFor">How long the alert stays after the expression holds no more; 0 when not said.</param>
/// <param name="Labels">Labels that the alert or the series gets, those of its group included.</param>
/// <param name="Annotations">Texts for people, as templates.</param>
public sealed record Rule(
    string? Alert,
    string? Record,
    string Expression,
    TimeSpan For,
    TimeSpan KeepFiringFor,
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyDictionary<string, string> Annotations)
{
    /// <summary>The alert's or the series' name.</summary>
    public string Name => Alert ?? Record!;
}

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
    /// <summary>
    /// Limits beside the <see cref="SampleLimit"/>, as keys of Prometheus' own configuration, such as <c>label_limit</c>.
    /// </summary>
    public IReadOnlyDictionary<string, object> Limits { get; init; } = NoSettings.Instance;

    private IEnumerable<string?> Namespaces => NamespaceNames is [] ? [Metadata.Namespace] : [.. NamespaceNames];

    /// <summary>Whether the Service is scraped.</summary>
    public bool Selects(Service service) =>
        Selector.Matches(service.Metadata.Labels) && (AnyNamespace || Namespaces.Contains(service.Metadata.Namespace));

    /// <summary>The name that the operator gives to the scrape pool of an endpoint.</summary>
    /// <param name="index">The endpoint's place in <see cref="Endpoints"/>.</param>
    public string PoolName(int index) => $"serviceMonitor/{Metadata.Namespace}/{Metadata.Name}/{index}";
}

/// <summary>
/// A monitoring.coreos.com/v1 PodMonitor, as far as it can be judged here: a cluster's Prometheus scrapes it, the lab's does not.
/// </summary>
/// <param name="Metadata">What the object is called; a Prometheus object selects by its labels.</param>
/// <param name="Selector">Which pods are scraped, by their labels.</param>
/// <param name="AnyNamespace">Whether pods of all namespaces are.</param>
/// <param name="NamespaceNames">The namespaces whose pods are; empty for the object's own one.</param>
public sealed record PodMonitor(
    ObjectMetadata Metadata, LabelSelector Selector, bool AnyNamespace, IReadOnlyList<string> NamespaceNames) : ManifestObject(Metadata)
{
    private IEnumerable<string?> Namespaces => NamespaceNames is [] ? [Metadata.Namespace] : [.. NamespaceNames];

    /// <summary>Whether the Deployment's pods are scraped.</summary>
    public bool Selects(Deployment deployment) =>
        Selector.Matches(deployment.Template.Labels) && (AnyNamespace || Namespaces.Contains(deployment.Metadata.Namespace));
}

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
    bool HonorLabels)
{
    /// <summary>
    /// What is set of Prometheus' own scrape configuration beside that, under its own keys, such as <c>honor_timestamps</c>.
    /// </summary>
    public IReadOnlyDictionary<string, object> Settings { get; init; } = NoSettings.Instance;

    /// <summary>Whether pods that have ended are left out; true when not said.</summary>
    public bool OnlyRunning { get; init; } = true;

    /// <summary>What is done to the labels of targets after the operator's own relabelling.</summary>
    public IReadOnlyList<Relabelling> Relabellings { get; init; } = [];

    /// <summary>What is done to the labels of samples.</summary>
    public IReadOnlyList<Relabelling> MetricRelabellings { get; init; } = [];

    /// <summary>Whether the ServiceMonitor's own relabelling may write a label of targets.</summary>
    public bool Rewrites(string label) =>
        Relabellings.Any(step => step.TargetLabel == label || step.Action?.ToLowerInvariant() is "labelmap" or "labeldrop" or "labelkeep");
}

/// <summary>
/// A step of relabelling (https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config). A null says nothing.
/// </summary>
/// <param name="SourceLabels">The labels whose values are joined.</param>
/// <param name="Separator">What they are joined with.</param>
/// <param name="TargetLabel">The label that is written.</param>
/// <param name="Regex">What the joined value has to match.</param>
/// <param name="Modulus">For the action <c>hashmod</c>.</param>
/// <param name="Replacement">What is written.</param>
/// <param name="Action">What is done, in any case of letters.</param>
public sealed record Relabelling(
    IReadOnlyList<string> SourceLabels,
    string? Separator,
    string? TargetLabel,
    string? Regex,
    int? Modulus,
    string? Replacement,
    string? Action);

/// <summary>One instance, so that two records without settings are equal.</summary>
internal static class NoSettings
{
    public static readonly IReadOnlyDictionary<string, object> Instance = new Dictionary<string, object>();
}
