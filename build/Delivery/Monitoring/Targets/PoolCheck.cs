using System.Globalization;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Proof;

namespace GitOpsDemo.Delivery.Monitoring.Targets;

/// <summary>
/// Prometheus has a scrape pool for an endpoint of a ServiceMonitor or PodMonitor, and every replica in it, but those that the endpoint's
/// own relabelling drops.
/// </summary>
internal static class PoolCheck
{
    /// <param name="prometheus">The server that is asked.</param>
    /// <param name="live">The rendered manifests that are live.</param>
    /// <param name="monitor">The ServiceMonitor or PodMonitor.</param>
    /// <param name="index">The endpoint's place in it.</param>
    /// <param name="pools">The pools that Prometheus has.</param>
    /// <param name="active">How many targets it scrapes in this one.</param>
    /// <param name="besides">How many replicas run where a canary stands beside the stable version; null elsewhere.</param>
    public static async Task<CheckResult> OfAsync(
        PrometheusClient prometheus,
        ManifestSet live,
        ScrapeMonitor monitor,
        int index,
        IReadOnlyList<string> pools,
        int active,
        int? besides,
        CancellationToken cancellationToken)
    {
        var (pool, endpoint) = (monitor.PoolName(index), monitor.Endpoints[index]);
        var id = $"targets/{pool}";
        var wanted = besides ?? monitor.Scraped(live).Sum(deployment => deployment.Replicas);
        var title = $"{pool} scrapes {(wanted == 1 ? "the replica" : $"all {wanted} replicas")}";
        if (!pools.Contains(pool))
        {
            return CheckResult.Fail(
                id, title, $"/api/v1/scrape_pools does not have it: {string.Join(", ", pools)}",
                $"Prometheus was not given {monitor}",
                "./build.sh --target=Deploy applies it; "
                + $"on a cluster compare its labels with the Prometheus object's {monitor.SelectorInPrometheus}");
        }

        if (active == wanted && wanted > 0)
        {
            return CheckResult.Pass(id, title, Plural.Of(active, "active target"));
        }

        var dropped = await prometheus.DroppedTargetsAsync(pool, cancellationToken);
        var onPurpose = endpoint.MayDrop
            ? dropped.Count(target => DroppedTargets.Reasons(target.DiscoveredLabels, monitor, endpoint) is [])
            : 0;
        if (active > 0 && onPurpose > 0 && active + onPurpose == wanted)
        {
            return CheckResult.Pass(
                id, title, $"{Plural.Of(active, "active target")}; {onPurpose} dropped by the relabelings of {monitor}");
        }

        return CheckResult.Fail(
            id,
            title,
            $"expected {Plural.Of(wanted, "target")}, found {active}{(dropped.Count > 0 ? $" and {dropped.Count} dropped" : "")}",
            active > 0
                ? "replicas are missing, have not been discovered yet, or more run than should"
                : DroppedTargets.Explain(dropped, onPurpose, monitor, endpoint),
            $"compare {monitor} with the {monitor.Selected}; {new Uri(prometheus.Address, "targets")} shows what was discovered");
    }
}

/// <summary>Why a scrape pool has dropped what it discovered.</summary>
internal static class DroppedTargets
{
    /// <summary>The label or the port that does not match, by the target that comes closest.</summary>
    /// <param name="onPurpose">How many of it nothing but the endpoint's own relabelling can have dropped.</param>
    /// <param name="monitor">The ServiceMonitor or PodMonitor.</param>
    public static string Explain(IReadOnlyList<DroppedTarget> dropped, int onPurpose, ScrapeMonitor monitor, MonitorEndpoint endpoint)
    {
        if (onPurpose > 0)
        {
            return $"the relabelings of {monitor} drop every target";
        }

        var reasons = dropped
            .Select(target => Reasons(target.DiscoveredLabels, monitor, endpoint))
            .Where(found => found.Count > 0)
            .OrderBy(found => found.Count)
            .FirstOrDefault();
        return reasons is not null
            ? string.Join("; ", reasons)
            : $"no {monitor.Selected} has the labels {monitor.Selector} and a port named {endpoint.Port ?? endpoint.TargetPort}";
    }

    /// <summary>Why the operator's relabelling drops a target; nothing where it keeps it.</summary>
    public static IReadOnlyList<string> Reasons(IReadOnlyDictionary<string, string> labels, ScrapeMonitor monitor, MonitorEndpoint endpoint)
    {
        var prefix = $"__meta_kubernetes_{monitor.Selected.ToLowerInvariant()}";
        var name = $"{monitor.Selected} {labels.GetValueOrDefault($"{prefix}_name") ?? "unknown"}";
        var reasons = new List<string>();
        foreach (var (label, value) in monitor.Selector.MatchLabels)
        {
            var found = LabelOf(label);
            if (found != value)
            {
                reasons.Add(
                    $"{monitor} asks for the label {label}={value}, and {name} has {(found is null ? "none" : $"{label}={found}")}");
            }
        }

        foreach (var requirement in monitor.Selector.MatchExpressions)
        {
            var found = LabelOf(requirement.Key);
            if (!requirement.Matches(found is null ? new Dictionary<string, string>() : new() { [requirement.Key] = found }))
            {
                reasons.Add(
                    $"{monitor} asks for {requirement}, and {name} has {(found is null ? "no such label" : $"{requirement.Key}={found}")}");
            }
        }

        var (asked, port) = PortIn(labels, monitor, endpoint);
        if (asked != port)
        {
            reasons.Add($"{monitor} asks for a port named {asked}, and that of {name} is named {port}");
        }

        if (endpoint.OnlyRunning && labels.GetValueOrDefault("__meta_kubernetes_pod_phase") is "Failed" or "Succeeded")
        {
            reasons.Add("its pod has ended");
        }

        return reasons;

        string? LabelOf(string label) => labels.GetValueOrDefault($"{prefix}_label_{TargetFile.Sanitize(label)}");
    }

    /// <summary>The port that is asked for, and the target's, both by name or both by number.</summary>
    private static (string? Asked, string? Found) PortIn(
        IReadOnlyDictionary<string, string> labels, ScrapeMonitor monitor, MonitorEndpoint endpoint)
    {
        if (endpoint.Port is { } name && monitor is ServiceMonitor)
        {
            return (name, labels.GetValueOrDefault("__meta_kubernetes_endpointslice_port_name")
                ?? labels.GetValueOrDefault("__meta_kubernetes_endpoint_port_name"));
        }

        var asked = endpoint.Port ?? endpoint.TargetPort;
        var isNumber = int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out _);
        return (asked, labels.GetValueOrDefault($"__meta_kubernetes_pod_container_port_{(isNumber ? "number" : "name")}"));
    }
}
