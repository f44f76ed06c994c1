using System.Globalization;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Monitoring;

/// <summary>
/// The scrape configuration that the prometheus-operator generates for a ServiceMonitor (pkg/prometheus/promcfg.go, version 0.93), with the
/// target files of <see cref="TargetFile"/> in the place of the Kubernetes API.
/// </summary>
internal static class ServiceMonitorScrape
{
    /// <summary>Files are watched; this is for file systems that tell nothing.</summary>
    private const string RefreshInterval = "5s";

    private const string TargetKind = "__meta_kubernetes_endpointslice_address_target_kind";
    private const string TargetName = "__meta_kubernetes_endpointslice_address_target_name";

    /// <summary>One scrape configuration for each endpoint.</summary>
    /// <exception cref="DeliveryException">
    /// It has fields that would be left out, so that targets or samples differed from a cluster's.
    /// </exception>
    public static IEnumerable<Dictionary<string, object>> Of(ServiceMonitor monitor, string targetFolder) =>
        monitor.OtherFields.Count == 0
            ? monitor.Endpoints.Select((endpoint, index) => Configuration(monitor, endpoint, monitor.PoolName(index), targetFolder))
            : throw new DeliveryException(
                $"{monitor} can't be scraped in the lab",
                $"it uses {string.Join(", ", monitor.OtherFields)}, which the lab does not know",
                "remove them, or deploy to Kubernetes with --kube-context");

    private static Dictionary<string, object> Configuration(
        ServiceMonitor monitor, MonitorEndpoint endpoint, string pool, string targetFolder)
    {
        var configuration = new Dictionary<string, object>
        {
            ["job_name"] = pool,
            ["honor_labels"] = endpoint.HonorLabels,
            ["honor_timestamps"] = true,
            ["metrics_path"] = endpoint.Path,
            ["scheme"] = endpoint.Scheme,
        };
        if (endpoint.Interval is { } interval)
        {
            configuration["scrape_interval"] = PrometheusDuration.Format(interval);
        }

        if (endpoint.ScrapeTimeout is { } timeout)
        {
            configuration["scrape_timeout"] = PrometheusDuration.Format(timeout);
        }

        foreach (var (key, value) in endpoint.Settings.Concat(monitor.Limits))
        {
            configuration[key] = value;
        }

        if (monitor.SampleLimit is { } limit)
        {
            configuration["sample_limit"] = limit;
        }

        configuration["file_sd_configs"] = new[]
        {
            new Dictionary<string, object> { ["files"] = Files(monitor, targetFolder), ["refresh_interval"] = RefreshInterval },
        };
        configuration["relabel_configs"] = Relabelling(monitor, endpoint).Concat(endpoint.Relabellings.Select(Step)).ToList();
        if (endpoint.MetricRelabellings.Count > 0)
        {
            configuration["metric_relabel_configs"] = endpoint.MetricRelabellings.Select(Step).ToList();
        }

        return configuration;
    }

    /// <summary>A step of the ServiceMonitor's own, with what it says and nothing else: the rest is Prometheus' default.</summary>
    private static Dictionary<string, object> Step(Relabelling step)
    {
        var written = new Dictionary<string, object>();
        Add("source_labels", step.SourceLabels.Count > 0 ? step.SourceLabels : null);
        Add("separator", step.Separator);
        Add("target_label", step.TargetLabel is "" ? null : step.TargetLabel);
        Add("regex", step.Regex is "" ? null : step.Regex);
        Add("modulus", step.Modulus is 0 ? null : step.Modulus);
        Add("replacement", step.Replacement);
        Add("action", step.Action is "" ? null : step.Action?.ToLowerInvariant());
        return written;

        void Add(string key, object? value)
        {
            if (value is not null)
            {
                written[key] = value;
            }
        }
    }

    private static List<string> Files(ServiceMonitor monitor, string folder) => monitor switch
    {
        { AnyNamespace: true } => [TargetFile.PathOf(folder, "*")],
        { NamespaceNames.Count: > 0 } => [.. monitor.NamespaceNames.Select(name => TargetFile.PathOf(folder, name))],
        _ => [TargetFile.PathOf(folder, monitor.Metadata.Namespace ?? "default")],
    };

    private static IEnumerable<Dictionary<string, object>> Relabelling(ServiceMonitor monitor, MonitorEndpoint endpoint)
    {
        yield return Copy("job", "__tmp_prometheus_job_name");
        foreach (var (label, value) in monitor.Selector.MatchLabels.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            yield return Filter("keep", $"({value});true", ServiceLabel(label), ServiceLabelPresent(label));
        }

        foreach (var requirement in monitor.Selector.MatchExpressions)
        {
            yield return Filter(requirement);
        }

        yield return PortFilter(endpoint);
        yield return CopyPart("Node;(.*)", "node", TargetKind, TargetName);
        yield return CopyPart("Pod;(.*)", "pod", TargetKind, TargetName);
        yield return Copy("__meta_kubernetes_namespace", "namespace");
        yield return Copy("__meta_kubernetes_service_name", "service");
        yield return Copy("__meta_kubernetes_pod_name", "pod");
        yield return Copy("__meta_kubernetes_pod_container_name", "container");
        if (endpoint.OnlyRunning)
        {
            yield return Filter("drop", "(Failed|Succeeded)", "__meta_kubernetes_pod_phase");
        }

        foreach (var label in monitor.TargetLabels)
        {
            yield return CopyPart("(.+)", TargetFile.Sanitize(label), ServiceLabel(label));
        }

        foreach (var label in monitor.PodTargetLabels)
        {
            yield return CopyPart("(.+)", TargetFile.Sanitize(label), $"__meta_kubernetes_pod_label_{TargetFile.Sanitize(label)}");
        }

        yield return Copy("__meta_kubernetes_service_name", "job");
        if (monitor.JobLabel is { } jobLabel)
        {
            yield return CopyPart("(.+)", "job", ServiceLabel(jobLabel));
        }

        yield return new() { ["target_label"] = "endpoint", ["replacement"] = endpoint.Port ?? endpoint.TargetPort ?? "" };
    }

    private static Dictionary<string, object> PortFilter(MonitorEndpoint endpoint)
    {
        if (endpoint.Port is { } name)
        {
            return Filter("keep", name, "__meta_kubernetes_endpointslice_port_name");
        }

        var isNumber = int.TryParse(endpoint.TargetPort, NumberStyles.None, CultureInfo.InvariantCulture, out _);
        return Filter("keep", endpoint.TargetPort ?? "", $"__meta_kubernetes_pod_container_port_{(isNumber ? "number" : "name")}");
    }

    private static Dictionary<string, object> Filter(LabelRequirement requirement)
    {
        var (label, present) = (ServiceLabel(requirement.Key), ServiceLabelPresent(requirement.Key));
        var values = $"({string.Join('|', requirement.Values)});true";
        return requirement.Operator switch
        {
            "In" => Filter("keep", values, label, present),
            "NotIn" => Filter("drop", values, label, present),
            "Exists" => Filter("keep", "true", present),
            _ => Filter("drop", "true", present),
        };
    }

    private static Dictionary<string, object> Filter(string action, string pattern, params string[] sources) =>
        new() { ["action"] = action, ["source_labels"] = sources, ["regex"] = pattern };

    private static Dictionary<string, object> Copy(string source, string target) =>
        new() { ["source_labels"] = new[] { source }, ["target_label"] = target };

    private static Dictionary<string, object> CopyPart(string pattern, string target, params string[] sources) =>
        new() { ["source_labels"] = sources, ["regex"] = pattern, ["target_label"] = target, ["replacement"] = "${1}" };

    private static string ServiceLabel(string label) => $"__meta_kubernetes_service_label_{TargetFile.Sanitize(label)}";

    private static string ServiceLabelPresent(string label) => $"__meta_kubernetes_service_labelpresent_{TargetFile.Sanitize(label)}";
}
