using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Manifests.Reading;

/// <summary>Reads the prometheus-operator's kinds.</summary>
internal static class MonitoringReader
{
    private static readonly string[] MonitorFields =
        ["selector", "namespaceSelector", "jobLabel", "targetLabels", "podTargetLabels", "sampleLimit", "keepDroppedTargets", "endpoints"];

    /// <summary>
    /// Fields that are Prometheus' own settings: how the operator calls each, how Prometheus does, and how its value is read.
    /// </summary>
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
    [
        "port", "targetPort", "path", "scheme", "interval", "scrapeTimeout", "honorLabels", "filterRunning", "basicAuth", "relabelings",
        "metricRelabelings",
    ];

    public static ServiceMonitor ServiceMonitor(ObjectMetadata metadata, ManifestNode spec)
    {
        var endpoints = spec["endpoints"].Required().Items;
        var otherOfEndpoints = endpoints.SelectMany(
            endpoint => endpoint.Keys.Except(EndpointFields).Except(EndpointSettings.Select(setting => setting.Field)));
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
            [
                .. spec.Keys.Except(MonitorFields).Except(MonitorLimits.Select(limit => limit.Field)),
                .. otherOfEndpoints.Select(field => $"endpoints.{field}"),
            ])
        {
            Limits = Settings(spec, MonitorLimits),
        };
    }

    public static PodMonitor PodMonitor(ObjectMetadata metadata, ManifestNode spec) => new(
        metadata,
        ManifestReader.Selector(spec["selector"].Required()),
        spec["namespaceSelector"]["any"].Boolean ?? false,
        spec["namespaceSelector"]["matchNames"].Texts,
        spec["sampleLimit"].Integer,
        [.. spec["podMetricsEndpoints"].Items.Select(Endpoint)]);

    public static PrometheusRule PrometheusRule(ObjectMetadata metadata, ManifestNode spec)
    {
        spec.AllowOnly("groups");
        return new PrometheusRule(metadata, [.. spec["groups"].Required().Items.Select(Group)]);
    }

    private static MonitorEndpoint Endpoint(ManifestNode endpoint) => new(
        endpoint["port"].OptionalText,
        endpoint["targetPort"].OptionalText ?? endpoint["portNumber"].OptionalText,
        endpoint["path"].OptionalText ?? "/metrics",
        endpoint["scheme"].OptionalText?.ToLowerInvariant() ?? "http",
        endpoint["interval"].Duration,
        endpoint["scrapeTimeout"].Duration,
        endpoint["honorLabels"].Boolean ?? false)
    {
        Settings = Settings(endpoint, EndpointSettings),
        BasicAuth = endpoint["basicAuth"] is { Exists: true } auth ? new(Key(auth["username"]), Key(auth["password"])) : null,
        OnlyRunning = endpoint["filterRunning"].Boolean ?? true,
        Relabellings = Relabellings(endpoint["relabelings"]),
        MetricRelabellings = Relabellings(endpoint["metricRelabelings"]),
    };

    private static IReadOnlyDictionary<string, object> Settings(
        ManifestNode node, (string Field, string Key, Func<ManifestNode, object?> Read)[] known)
    {
        var found = known.Select(
            setting => (setting.Key, Value: setting.Read(node[setting.Field]))).Where(setting => setting.Value is not null).ToList();
        return found.Count == 0 ? NoSettings.Instance : found.ToDictionary(setting => setting.Key, setting => setting.Value!);
    }

    private static ConfigurationKey? Key(ManifestNode key) =>
        key.Exists ? new(ConfigurationReader.Reference("Secret", key), key["key"].Text) : null;

    private static IReadOnlyList<Relabelling> Relabellings(ManifestNode list) =>
        list.Items is { Count: > 0 } steps ? [.. steps.Select(Relabelling)] : [];

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

    /// <summary>
    /// Labels of the group become those of the rule, as in Prometheus 3: older ones do not know them, and evaluate the same this way.
    /// </summary>
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
                labelsOfGroup.Concat(rule["labels"].Map).GroupBy(label => label.Key).ToDictionary(
                    label => label.Key, label => label.Last().Value),
                rule["annotations"].Map);
    }
}
