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
            ("gateway.networking.k8s.io/v1" or "gateway.networking.k8s.io/v1beta1", "HTTPRoute") => NetworkReader.HttpRoute(metadata, node["spec"].Required()),
            ("networking.k8s.io/v1", "NetworkPolicy") => NetworkReader.NetworkPolicy(metadata, node["spec"].Required()),
            ("policy/v1", "PodDisruptionBudget") => WorkloadReader.PodDisruptionBudget(metadata, node["spec"].Required()),
            ("autoscaling/v1" or "autoscaling/v2", "HorizontalPodAutoscaler") => WorkloadReader.Autoscaler(metadata, node["spec"].Required()),
            ("monitoring.coreos.com/v1", "ServiceMonitor") => MonitoringReader.ServiceMonitor(metadata, node["spec"].Required()),
            ("monitoring.coreos.com/v1", "PodMonitor") => MonitoringReader.PodMonitor(metadata, node["spec"].Required()),
            ("v1", "ConfigMap" or "Secret") => ConfigurationReader.Configuration(metadata, node),
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
        ["selector", "namespaceSelector", "jobLabel", "targetLabels", "podTargetLabels", "sampleLimit", "keepDroppedTargets", "endpoints"];

    /// <summary>Fields that are Prometheus' own settings: how the operator calls each, how Prometheus does, and how its value is read.</summary>
    private static readonly (string Field, string Key, Func<ManifestNode, object?> Read)[] EndpointSettings =
    [
        ("honorTimestamps", "honor_timestamps", node => node.Boolean),
        ("params", "params", node => node.Exists ? node.Keys.ToDictionary(key => key, key => node[key].Texts) : null),
        ("followRedirects", "follow_redirects", node => node.Boolean),
        ("enableHttp2", "enable_http2", node => node.Boolean),
    ];

    private static readonly (string Field, string Key, Func<ManifestNode, object?> Read)[] MonitorLimits =
    [
        ("targetLimit", "target_limit", node => node.Integer),
        ("labelLimit", "label_limit", node => node.Integer),
        ("labelNameLengthLimit", "label_name_length_limit", node => node.Integer),
        ("labelValueLengthLimit", "label_value_length_limit", node => node.Integer),
        ("bodySizeLimit", "body_size_limit", node => node.OptionalText),
    ];

    private static readonly string[] EndpointFields =
        ["port", "targetPort", "path", "scheme", "interval", "scrapeTimeout", "honorLabels", "filterRunning", "relabelings", "metricRelabelings"];

    public static ServiceMonitor ServiceMonitor(ObjectMetadata metadata, ManifestNode spec)
    {
        var endpoints = spec["endpoints"].Required().Items;
        var otherOfEndpoints = endpoints.SelectMany(endpoint => endpoint.Keys.Except(EndpointFields).Except(EndpointSettings.Select(setting => setting.Field)));
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
            [.. spec.Keys.Except(MonitorFields).Except(MonitorLimits.Select(limit => limit.Field)), .. otherOfEndpoints.Select(field => $"endpoints.{field}")])
        {
            Limits = Settings(spec, MonitorLimits),
        };
    }

    public static PodMonitor PodMonitor(ObjectMetadata metadata, ManifestNode spec) => new(
        metadata,
        ManifestReader.Selector(spec["selector"].Required()),
        spec["namespaceSelector"]["any"].Boolean ?? false,
        spec["namespaceSelector"]["matchNames"].Texts);

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
        endpoint["honorLabels"].Boolean ?? false)
    {
        Settings = Settings(endpoint, EndpointSettings),
        OnlyRunning = endpoint["filterRunning"].Boolean ?? true,
        Relabellings = Relabellings(endpoint["relabelings"]),
        MetricRelabellings = Relabellings(endpoint["metricRelabelings"]),
    };

    private static IReadOnlyDictionary<string, object> Settings(ManifestNode node, (string Field, string Key, Func<ManifestNode, object?> Read)[] known)
    {
        var found = known.Select(setting => (setting.Key, Value: setting.Read(node[setting.Field]))).Where(setting => setting.Value is not null).ToList();
        return found.Count == 0 ? NoSettings.Instance : found.ToDictionary(setting => setting.Key, setting => setting.Value!);
    }

    private static IReadOnlyList<Relabelling> Relabellings(ManifestNode list) => list.Items is { Count: > 0 } steps ? [.. steps.Select(Relabelling)] : [];

    private static Relabelling Relabelling(ManifestNode step) => new(
        step["sourceLabels"].Texts,
        step["separator"].OptionalText,
        step["targetLabel"].OptionalText,
        step["regex"].OptionalText,
        step["modulus"].Integer,
        step["replacement"].OptionalText,
        step["action"].OptionalText);

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

    public static HttpRoute HttpRoute(ObjectMetadata metadata, ManifestNode spec) => new(
        metadata,
        [
            .. from rule in spec["rules"].Items
               from path in RoutePaths(rule)
               from service in rule["backendRefs"].Items
               where (service["kind"].OptionalText ?? "Service") == "Service"
                   && (service["namespace"].OptionalText ?? metadata.Namespace) == metadata.Namespace
               select new IngressPath(path.Path, path.Type, service["name"].Text, service["port"].OptionalText),
        ]);

    public static NetworkPolicy NetworkPolicy(ObjectMetadata metadata, ManifestNode spec) => new(
        metadata,
        ManifestReader.Selector(spec["podSelector"]),
        spec["policyTypes"].Texts,
        spec["ingress"].Items.Any(rule => rule["from"].Items.Count == 0));

    private static ServicePort ServicePort(ManifestNode port) => new(
        port["name"].OptionalText,
        port["port"].Required().Integer!.Value,
        port["targetPort"].OptionalText ?? port["port"].Text);

    /// <summary>What a rule matches, as the service sees it: a filter may put another path in the place of the one that was asked.</summary>
    private static IEnumerable<(string Path, string Type)> RoutePaths(ManifestNode rule)
    {
        var rewrite = rule["filters"].Items.Select(filter => filter["urlRewrite"]["path"]).FirstOrDefault(path => path.Exists);
        if (rewrite?["replaceFullPath"].OptionalText is { } whole)
        {
            return [(whole, "Exact")];
        }

        if (rewrite?["replacePrefixMatch"].OptionalText is { } prefix)
        {
            return [(prefix.Length == 0 ? "/" : prefix, "Prefix")];
        }

        return rule["matches"].Items is { Count: > 0 } matches
            ? matches.Select(match => match["path"]).Select(path =>
                (path["value"].OptionalText ?? "/", path["type"].OptionalText switch { null or "PathPrefix" => "Prefix", var type => type }))
            : [("/", "Prefix")];
    }

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

    private const UnixFileMode DefaultMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

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

    public static HorizontalPodAutoscaler Autoscaler(ObjectMetadata metadata, ManifestNode spec) => new(
        metadata,
        spec["scaleTargetRef"]["kind"].Text,
        spec["scaleTargetRef"]["name"].Text,
        spec["minReplicas"].Integer ?? 1);

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
            [.. spec["volumes"].Items.Select(volume => Volume(volume).Type)],
            [.. spec["initContainers"].Items.Select(Container)],
            [.. spec["containers"].Required().Items.Select(Container)])
        {
            Annotations = template["metadata"]["annotations"].Map,
            ServiceAccount = spec["serviceAccountName"].OptionalText ?? spec["serviceAccount"].OptionalText ?? "default",
            Volumes = [.. spec["volumes"].Items.Select(Volume)],
        };
    }

    private static Volume Volume(ManifestNode volume)
    {
        var type = volume.Keys.FirstOrDefault(key => key != "name") ?? "emptyDir";
        var node = volume[type];
        return new(
            volume["name"].Text,
            type,
            type switch
            {
                "configMap" or "secret" => [VolumeSource(type, node)],
                "projected" =>
                [
                    .. from source in node["sources"].Items
                       from key in source.Keys
                       where key is "configMap" or "secret"
                       select VolumeSource(key, source[key]),
                ],
                _ => [],
            },
            Mode(node["defaultMode"]) ?? DefaultMode,
            node["sizeLimit"].OptionalText);
    }

    private static VolumeSource VolumeSource(string type, ManifestNode node) => new(
        ConfigurationReader.Reference(type == "secret" ? "Secret" : "ConfigMap", node, node["secretName"].Exists ? "secretName" : "name"),
        [.. node["items"].Items.Select(item => new VolumeItem(item["key"].Text, item["path"].Text, Mode(item["mode"])))]);

    /// <summary>Permissions, which YAML takes as octal where they begin with 0.</summary>
    private static UnixFileMode? Mode(ManifestNode node) => node.OptionalText is ['0', .. { Length: > 0 } digits] && digits.All(digit => digit is >= '0' and <= '7')
        ? (UnixFileMode)Convert.ToInt32(digits, 8)
        : (UnixFileMode?)node.Integer;

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
        EnvironmentFrom = [.. container["envFrom"].Items.Select(EnvironmentSource)],
        Mounts = [.. container["volumeMounts"].Items.Select(Mount)],
        WorkingDirectory = container["workingDir"].OptionalText,
    };

    private static VolumeMount Mount(ManifestNode mount) => new(
        mount["name"].Text, mount["mountPath"].Text, mount["subPath"].OptionalText, mount["readOnly"].Boolean ?? false);

    private static EnvironmentSource EnvironmentSource(ManifestNode source) => new(
        source["secretRef"].Exists
            ? ConfigurationReader.Reference("Secret", source["secretRef"])
            : ConfigurationReader.Reference("ConfigMap", source["configMapRef"].Required()),
        source["prefix"].OptionalText ?? "");

    private static EnvironmentVariable Variable(ManifestNode variable) => new(
        variable["name"].Text,
        variable["valueFrom"].Exists ? null : variable["value"].OptionalText ?? "",
        variable["valueFrom"]["fieldRef"]["fieldPath"].OptionalText)
    {
        Key = Key("Secret", variable["valueFrom"]["secretKeyRef"]) ?? Key("ConfigMap", variable["valueFrom"]["configMapKeyRef"]),
        Resource = variable["valueFrom"]["resourceFieldRef"] is { Exists: true } field
            ? new(field["resource"].Text, field["divisor"].OptionalText is { } divisor and not "0" ? divisor : "1")
            : null,
    };

    private static ConfigurationKey? Key(string kind, ManifestNode node) =>
        node.Exists ? new(ConfigurationReader.Reference(kind, node), node["key"].Text) : null;

    private static ContainerPort Port(ManifestNode port) =>
        new(port["name"].OptionalText, port["containerPort"].Required().Integer!.Value, port["hostPort"].Integer);

    private static Probe? Probe(ManifestNode probe) => !probe.Exists ? null : new Probe(
        HttpGet(probe["httpGet"]),
        probe["periodSeconds"].Seconds ?? DefaultProbePeriod,
        probe["timeoutSeconds"].Seconds ?? DefaultProbeTimeout,
        probe["failureThreshold"].Integer ?? 3,
        probe["successThreshold"].Integer ?? 1)
    {
        TcpPort = probe["tcpSocket"]["port"].OptionalText,
        IsOfAnotherType = probe["exec"].Exists || probe["grpc"].Exists,
        InitialDelay = probe["initialDelaySeconds"].Seconds ?? TimeSpan.Zero,
    };

    private static HttpGetAction? HttpGet(ManifestNode action) => !action.Exists ? null : new HttpGetAction(
        action["path"].OptionalText ?? "/",
        action["port"].Text)
    {
        Scheme = action["scheme"].OptionalText ?? "HTTP",
        Headers = action["httpHeaders"].Items is { Count: > 0 } headers
            ? [.. headers.Select(header => KeyValuePair.Create(header["name"].Text, header["value"].Text))]
            : [],
    };

    private static SecurityContext Security(ManifestNode context) => new(
        context["runAsNonRoot"].Boolean,
        context["runAsUser"].Integer,
        context["allowPrivilegeEscalation"].Boolean,
        context["readOnlyRootFilesystem"].Boolean,
        context["privileged"].Boolean,
        context["seccompProfile"]["type"].OptionalText,
        context["capabilities"]["add"].Texts,
        context["capabilities"]["drop"].Texts)
    {
        RunAsGroup = context["runAsGroup"].Integer,
        FsGroup = context["fsGroup"].Integer,
        SupplementalGroups = context["supplementalGroups"].Texts,
    };
}
