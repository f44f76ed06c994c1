using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Manifests.Reading;

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
        group.AllowOnly("name", "interval", "rules");
        return new RuleGroup(group["name"].Text, group["interval"].Duration, [.. group["rules"].Items.Select(Rule)]);
    }

    private static Rule Rule(ManifestNode rule)
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
                rule["labels"].Map,
                rule["annotations"].Map);
    }
}
