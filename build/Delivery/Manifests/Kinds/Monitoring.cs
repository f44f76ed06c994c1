namespace GitOpsDemo.Delivery.Manifests.Kinds;

/// <summary>A monitoring.coreos.com/v1 PrometheusRule.</summary>
/// <param name="Metadata">What the object is called; a Prometheus object selects by its labels.</param>
public sealed record PrometheusRule(ObjectMetadata Metadata, IReadOnlyList<RuleGroup> Groups) : ManifestObject(Metadata);

/// <summary>Rules that are evaluated together, one after another.</summary>
/// <param name="Name">The group's name, unique in its file.</param>
/// <param name="Interval">The time between two evaluations, or null for the server's.</param>
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

/// <summary>A ServiceMonitor or a PodMonitor: what the operator makes scrape pools of, one for each endpoint.</summary>
/// <param name="Metadata">What the object is called; a Prometheus object selects by its labels.</param>
/// <param name="Selector">What is scraped, by its labels.</param>
/// <param name="NamespaceNames">The namespaces of what is scraped; empty for the object's own one.</param>
/// <param name="SampleLimit">How many samples a scrape may have, or null.</param>
/// <param name="Endpoints">What is scraped.</param>
public abstract record ScrapeMonitor(
    ObjectMetadata Metadata,
    LabelSelector Selector,
    bool AnyNamespace,
    IReadOnlyList<string> NamespaceNames,
    int? SampleLimit,
    IReadOnlyList<MonitorEndpoint> Endpoints) : ManifestObject(Metadata)
{
    /// <summary>What it selects: <c>Service</c> or <c>Pod</c>.</summary>
    public abstract string Selected { get; }

    /// <summary>The field of the Prometheus object that selects by its labels.</summary>
    public string SelectorInPrometheus => $"{Selected.ToLowerInvariant()}MonitorSelector";

    /// <summary>The name that the operator gives to the scrape pool of an endpoint.</summary>
    /// <param name="index">The endpoint's place in <see cref="Endpoints"/>.</param>
    public string PoolName(int index) => $"{Selected.ToLowerInvariant()}Monitor/{Metadata.Namespace}/{Metadata.Name}/{index}";

    /// <summary>The Deployments whose pods are scraped.</summary>
    public abstract IEnumerable<Deployment> Scraped(ManifestSet manifests);

    /// <summary>Whether something is scraped that has these labels, in this namespace.</summary>
    protected bool Selects(IReadOnlyDictionary<string, string> labels, string? @namespace) =>
        Selector.Matches(labels)
        && (AnyNamespace || (NamespaceNames is [] ? @namespace == Metadata.Namespace : NamespaceNames.Contains(@namespace)));
}

/// <summary>A monitoring.coreos.com/v1 ServiceMonitor.</summary>
/// <param name="Metadata">What the object is called; a Prometheus object may select by its labels.</param>
/// <param name="Selector">Which Services are scraped, by the Services' own labels.</param>
/// <param name="AnyNamespace">Whether Services of all namespaces are.</param>
/// <param name="NamespaceNames">The namespaces whose Services are; empty for the object's own one.</param>
/// <param name="JobLabel">The Service's label that names the job; null for the Service's name.</param>
/// <param name="TargetLabels">Labels of the Service that targets get.</param>
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
    IReadOnlyList<MonitorEndpoint> Endpoints,
    IReadOnlyList<string> OtherFields) : ScrapeMonitor(Metadata, Selector, AnyNamespace, NamespaceNames, SampleLimit, Endpoints)
{
    /// <summary>
    /// Limits beside the <see cref="ScrapeMonitor.SampleLimit"/>, as keys of Prometheus' own configuration, such as <c>label_limit</c>.
    /// </summary>
    public IReadOnlyDictionary<string, object> Limits { get; init; } = NoSettings.Instance;

    public override string Selected => nameof(Service);

    /// <summary>Whether the Service is scraped.</summary>
    public bool Selects(Service service) => Selects(service.Metadata.Labels, service.Metadata.Namespace);

    public override IEnumerable<Deployment> Scraped(ManifestSet manifests) => manifests.All<Deployment>().Where(
        deployment => manifests.All<Service>().Any(service => Selects(service) && service.Selects(deployment.Template.Labels)));
}

/// <summary>
/// A monitoring.coreos.com/v1 PodMonitor, as far as it can be judged here: a cluster's Prometheus scrapes it, the lab's does not.
/// </summary>
/// <param name="Metadata">What the object is called; a Prometheus object selects by its labels.</param>
/// <param name="Selector">Which pods are scraped, by their labels.</param>
/// <param name="AnyNamespace">Whether pods of all namespaces are.</param>
/// <param name="NamespaceNames">The namespaces whose pods are; empty for the object's own one.</param>
/// <param name="SampleLimit">How many samples a scrape may have, or null.</param>
/// <param name="Endpoints">What is scraped.</param>
public sealed record PodMonitor(
    ObjectMetadata Metadata,
    LabelSelector Selector,
    bool AnyNamespace,
    IReadOnlyList<string> NamespaceNames,
    int? SampleLimit,
    IReadOnlyList<MonitorEndpoint> Endpoints) : ScrapeMonitor(Metadata, Selector, AnyNamespace, NamespaceNames, SampleLimit, Endpoints)
{
    public override string Selected => "Pod";

    /// <summary>Whether the Deployment's pods are scraped.</summary>
    public bool Selects(Deployment deployment) => Selects(deployment.Template.Labels, deployment.Metadata.Namespace);

    public override IEnumerable<Deployment> Scraped(ManifestSet manifests) => manifests.All<Deployment>().Where(Selects);
}

/// <summary>An endpoint of a ServiceMonitor or PodMonitor.</summary>
/// <param name="Port">The name of the Service's port, and in a PodMonitor of the pod's; or null.</param>
/// <param name="TargetPort">The pod's port by name or number, where <paramref name="Port"/> is null.</param>
/// <param name="Path">Where the metrics are; <c>/metrics</c> when not said.</param>
/// <param name="Scheme"><c>http</c> or <c>https</c>; http when not said.</param>
/// <param name="Interval">The time between two scrapes, or null for the server's.</param>
/// <param name="ScrapeTimeout">How long a scrape may take, or null for the server's.</param>
/// <param name="HonorLabels">Whether labels of the samples win over the target's.</param>
public sealed record MonitorEndpoint(
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

    /// <summary>The name and the password that it shows, or null.</summary>
    public BasicAuth? BasicAuth { get; init; }

    /// <summary>Whether pods that have ended are left out; true when not said.</summary>
    public bool OnlyRunning { get; init; } = true;

    /// <summary>What is done to the labels of targets after the operator's own relabelling.</summary>
    public IReadOnlyList<Relabelling> Relabellings { get; init; } = [];

    /// <summary>What is done to the labels of samples.</summary>
    public IReadOnlyList<Relabelling> MetricRelabellings { get; init; } = [];

    /// <summary>Whether its own relabelling may drop targets.</summary>
    public bool MayDrop => Relabellings.Any(step => step.Action?.ToLowerInvariant() is "keep" or "drop" or "keepequal" or "dropequal");

    /// <summary>Whether its own relabelling may write a label of targets.</summary>
    public bool Rewrites(string label) =>
        Relabellings.Any(step => step.TargetLabel == label || step.Action?.ToLowerInvariant() is "labelmap" or "labeldrop" or "labelkeep");
}

/// <summary>A name and a password for scrapes, each a key of a Secret in the monitor's namespace.</summary>
/// <param name="Username">The name, or null for an empty one.</param>
/// <param name="Password">The password, or null for an empty one.</param>
public sealed record BasicAuth(ConfigurationKey? Username, ConfigurationKey? Password);

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
