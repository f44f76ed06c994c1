using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Manifests.Kinds;
using YamlDotNet.RepresentationModel;

namespace GitOpsDemo.Delivery.Manifests.Reading;

/// <summary>Reads one document into the record of its kind.</summary>
internal static partial class ManifestReader
{
    public static ManifestObject Read(YamlNode document, string source)
    {
        var top = new ManifestNode(document, "", source);
        if (document is YamlMappingNode && top["groups"].Exists && !top["kind"].Exists)
        {
            throw top.Broken(
                "it is a rule file of Prometheus, whose groups stand at the top, and no PrometheusRule",
                "put it into one: apiVersion: monitoring.coreos.com/v1, kind: PrometheusRule, metadata with a name and a namespace, and groups below spec");
        }

        var metadata = Metadata(document, source);
        var node = new ManifestNode(document, "", $"{source}: {metadata}");
        return (metadata.ApiVersion, metadata.Kind) switch
        {
            ("apps/v1", "Deployment") => WorkloadReader.Deployment(metadata, node["spec"].Required()),
            ("v1", "Service") => NetworkReader.Service(metadata, node["spec"].Required()),
            ("networking.k8s.io/v1", "Ingress") => NetworkReader.Ingress(metadata, node["spec"].Required()),
            ("networking.k8s.io/v1", "NetworkPolicy") => NetworkReader.NetworkPolicy(metadata, node["spec"].Required()),
            ("policy/v1", "PodDisruptionBudget") => WorkloadReader.PodDisruptionBudget(metadata, node["spec"].Required()),
            ("monitoring.coreos.com/v1", "ServiceMonitor") => MonitoringReader.ServiceMonitor(metadata, node["spec"].Required()),
            ("monitoring.coreos.com/v1", "PrometheusRule") => MonitoringReader.PrometheusRule(metadata, node["spec"].Required()),
            _ => new OtherObject(metadata),
        };
    }

    public static ObjectMetadata Metadata(YamlNode document, string source) => ReadMetadata(new ManifestNode(document, "", source));

    public static LabelSelector Selector(ManifestNode node) => new(
        node["matchLabels"].Map,
        [.. node["matchExpressions"].Items.Select(Requirement)]);

    private static LabelRequirement Requirement(ManifestNode node) => new(node["key"].Text, node["operator"].Text, node["values"].Texts);

    private static ObjectMetadata ReadMetadata(ManifestNode node)
    {
        var metadata = node["metadata"].Required();
        return new ObjectMetadata(
            node["apiVersion"].Text,
            node["kind"].Text,
            metadata["namespace"].Exists ? Name(metadata["namespace"]) : null,
            Name(metadata["name"]),
            metadata["labels"].Map);
    }

    /// <summary>A name becomes a part of paths and of file names.</summary>
    private static string Name(ManifestNode node) => NameForm().IsMatch(node.Text)
        ? node.Text
        : throw node.Broken("it is no name of an object", "write letters, digits, '-', '.' and ':', 253 at most");

    [GeneratedRegex(@"\A[A-Za-z0-9]([A-Za-z0-9._:-]{0,251}[A-Za-z0-9])?\z")]
    private static partial Regex NameForm();
}

/// <summary>Reads the prometheus-operator's kinds.</summary>
internal static class MonitoringReader
{
    private static readonly string[] MonitorFields =
        ["selector", "namespaceSelector", "jobLabel", "targetLabels", "podTargetLabels", "sampleLimit", "endpoints"];

    private static readonly string[] EndpointFields =
        ["port", "targetPort", "path", "scheme", "interval", "scrapeTimeout", "honorLabels"];

    public static ServiceMonitor ServiceMonitor(ObjectMetadata metadata, ManifestNode spec)
    {
        var endpoints = spec["endpoints"].Required().Items;
        var otherOfEndpoints = endpoints.SelectMany(endpoint => endpoint.Keys.Except(EndpointFields));
        return new ServiceMonitor(
            metadata,
            ManifestReader.Selector(spec["selector"].Required()),
            spec["namespaceSelector"]["any"].Boolean ?? false,
            spec["namespaceSelector"]["matchNames"].Texts,
            spec["jobLabel"].OptionalText,
            spec["targetLabels"].Texts,
            spec["podTargetLabels"].Texts,
            spec["sampleLimit"].Integer,
            [.. endpoints.Select(Endpoint)],
            [.. spec.Keys.Except(MonitorFields), .. otherOfEndpoints.Select(field => $"endpoints.{field}")]);
    }

    public static PrometheusRule PrometheusRule(ObjectMetadata metadata, ManifestNode spec)
    {
        spec.AllowOnly("groups");
        return new PrometheusRule(metadata, [.. spec["groups"].Required().Items.Select(Group)]);
    }

    private static ServiceMonitorEndpoint Endpoint(ManifestNode endpoint) => new(
        endpoint["port"].OptionalText,
        endpoint["targetPort"].OptionalText,
        endpoint["path"].OptionalText ?? "/metrics",
        endpoint["scheme"].OptionalText ?? "http",
        endpoint["interval"].Duration,
        endpoint["scrapeTimeout"].Duration,
        endpoint["honorLabels"].Boolean ?? false);

    private static RuleGroup Group(ManifestNode group)
    {
        group.AllowOnly("name", "interval", "rules", "limit", "labels", "query_offset", "partial_response_strategy");
        if (group["partial_response_strategy"] is { OptionalText: not (null or "" or "warn" or "abort") } strategy)
        {
            throw strategy.Broken("it is neither warn nor abort", "write one of the two, for Thanos; Prometheus has no such field");
        }

        var labels = group["labels"].Map;
        return new RuleGroup(group["name"].Text, group["interval"].Duration, [.. group["rules"].Items.Select(rule => Rule(rule, labels))])
        {
            Limit = group["limit"].Integer is > 0 and var limit ? limit : null,
            QueryOffset = group["query_offset"].Duration,
        };
    }

    /// <summary>Labels of the group become those of the rule, as in Prometheus 3: older ones do not know them, and evaluate the same this way.</summary>
    private static Rule Rule(ManifestNode rule, IReadOnlyDictionary<string, string> labelsOfGroup)
    {
        rule.AllowOnly("alert", "record", "expr", "for", "keep_firing_for", "labels", "annotations");
        return rule["alert"].Exists == rule["record"].Exists
            ? throw rule.Broken("a rule has either alert or record", "keep one of the two")
            : new Rule(
                rule["alert"].OptionalText,
                rule["record"].OptionalText,
                rule["expr"].Text,
                rule["for"].Duration ?? TimeSpan.Zero,
                rule["keep_firing_for"].Duration ?? TimeSpan.Zero,
                labelsOfGroup.Concat(rule["labels"].Map).GroupBy(label => label.Key).ToDictionary(label => label.Key, label => label.Last().Value),
                rule["annotations"].Map);
    }
}

/// <summary>Reads what leads to pods and what keeps others away.</summary>
internal static class NetworkReader
{
    public static Service Service(ObjectMetadata metadata, ManifestNode spec) => new(
        metadata,
        spec["selector"].Map,
        [.. spec["ports"].Items.Select(ServicePort)]);

    public static Ingress Ingress(ObjectMetadata metadata, ManifestNode spec) => new(
        metadata,
        [.. spec["rules"].Items.SelectMany(rule => rule["http"]["paths"].Items).Select(Path)],
        spec["defaultBackend"].Exists);

    public static NetworkPolicy NetworkPolicy(ObjectMetadata metadata, ManifestNode spec) => new(
        metadata,
        ManifestReader.Selector(spec["podSelector"]),
        spec["policyTypes"].Texts,
        spec["ingress"].Items.Any(rule => rule["from"].Items.Count == 0));

    private static ServicePort ServicePort(ManifestNode port) => new(
        port["name"].OptionalText,
        port["port"].Required().Integer!.Value,
        port["targetPort"].OptionalText ?? port["port"].Text);

    private static IngressPath Path(ManifestNode path)
    {
        var service = path["backend"]["service"];
        return new IngressPath(
            path["path"].OptionalText ?? "/",
            path["pathType"].Text,
            service["name"].OptionalText,
            service["port"]["name"].OptionalText ?? service["port"]["number"].OptionalText);
    }
}

/// <summary>Reads what runs, with the defaults that the API server fills in.</summary>
internal static class WorkloadReader
{
    private static readonly TimeSpan DefaultGracePeriod = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DefaultProbePeriod = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DefaultProbeTimeout = TimeSpan.FromSeconds(1);

    public static Deployment Deployment(ObjectMetadata metadata, ManifestNode spec) => new(
        metadata,
        spec["replicas"].Integer ?? 1,
        ManifestReader.Selector(spec["selector"].Required()),
        Strategy(spec["strategy"]),
        spec["minReadySeconds"].Seconds ?? TimeSpan.Zero,
        spec["revisionHistoryLimit"].Integer,
        Template(spec["template"].Required()));

    public static PodDisruptionBudget PodDisruptionBudget(ObjectMetadata metadata, ManifestNode spec) => new(
        metadata,
        ManifestReader.Selector(spec["selector"]),
        spec["minAvailable"].OptionalText,
        spec["maxUnavailable"].OptionalText);

    private static DeploymentStrategy Strategy(ManifestNode strategy) => new(
        strategy["type"].OptionalText ?? "RollingUpdate",
        strategy["rollingUpdate"]["maxUnavailable"].OptionalText ?? "25%");

    private static PodTemplate Template(ManifestNode template)
    {
        var spec = template["spec"].Required();
        return new PodTemplate(
            template["metadata"]["labels"].Map,
            spec["automountServiceAccountToken"].Boolean,
            spec["terminationGracePeriodSeconds"].Seconds ?? DefaultGracePeriod,
            new[] { "hostNetwork", "hostPID", "hostIPC" }.Any(field => spec[field].Boolean == true),
            Security(spec["securityContext"]),
            [.. spec["volumes"].Items.Select(volume => volume.Keys.FirstOrDefault(key => key != "name") ?? "emptyDir")],
            [.. spec["initContainers"].Items.Select(Container)],
            [.. spec["containers"].Required().Items.Select(Container)]);
    }

    private static Container Container(ManifestNode container) => new(
        container["name"].Text,
        container["image"].Text,
        container["command"].Texts,
        container["args"].Texts,
        [.. container["env"].Items.Select(Variable)],
        [.. container["ports"].Items.Select(Port)],
        new ContainerResources(container["resources"]["requests"].Map, container["resources"]["limits"].Map),
        Probe(container["startupProbe"]),
        Probe(container["readinessProbe"]),
        Probe(container["livenessProbe"]),
        Security(container["securityContext"]))
    {
        PreStopSleep = container["lifecycle"]["preStop"]["sleep"]["seconds"].Seconds,
    };

    private static EnvironmentVariable Variable(ManifestNode variable) => new(
        variable["name"].Text,
        variable["valueFrom"].Exists ? null : variable["value"].OptionalText ?? "",
        variable["valueFrom"]["fieldRef"]["fieldPath"].OptionalText);

    private static ContainerPort Port(ManifestNode port) =>
        new(port["name"].OptionalText, port["containerPort"].Required().Integer!.Value, port["hostPort"].Integer);

    private static Probe? Probe(ManifestNode probe) => !probe.Exists ? null : new Probe(
        HttpGet(probe["httpGet"]),
        probe["periodSeconds"].Seconds ?? DefaultProbePeriod,
        probe["timeoutSeconds"].Seconds ?? DefaultProbeTimeout,
        probe["failureThreshold"].Integer ?? 3,
        probe["successThreshold"].Integer ?? 1);

    private static HttpGetAction? HttpGet(ManifestNode action) => !action.Exists ? null : new HttpGetAction(
        action["path"].OptionalText ?? "/",
        action["port"].Text);

    private static SecurityContext Security(ManifestNode context) => new(
        context["runAsNonRoot"].Boolean,
        context["runAsUser"].Integer,
        context["allowPrivilegeEscalation"].Boolean,
        context["readOnlyRootFilesystem"].Boolean,
        context["privileged"].Boolean,
        context["seccompProfile"]["type"].OptionalText,
        context["capabilities"]["add"].Texts,
        context["capabilities"]["drop"].Texts);
}
