using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Proof;

namespace GitOpsDemo.Delivery.Monitoring.Targets;

/// <summary>Prometheus has a scrape pool for an endpoint of a ServiceMonitor, and every replica in it.</summary>
internal static class PoolCheck
{
    /// <param name="prometheus">The server that is asked.</param>
    /// <param name="live">The rendered manifests that are live.</param>
    /// <param name="monitor">The ServiceMonitor.</param>
    /// <param name="index">The endpoint's place in it.</param>
    /// <param name="pools">The pools that Prometheus has.</param>
    /// <param name="active">How many targets it scrapes in this one.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public static async Task<CheckResult> OfAsync(
        PrometheusClient prometheus,
        ManifestSet live,
        ServiceMonitor monitor,
        int index,
        IReadOnlyList<string> pools,
        int active,
        CancellationToken cancellationToken)
    {
        var pool = monitor.PoolName(index);
        var id = $"targets/{pool}";
        var wanted = Wanted(live, monitor);
        var title = $"{pool} scrapes all {wanted} replicas";
        if (!pools.Contains(pool))
        {
            return CheckResult.Fail(
                id, title, $"/api/v1/scrape_pools does not have it: {string.Join(", ", pools)}",
                $"Prometheus was not given {monitor}",
                "./build.sh --target=Deploy brings it; on a cluster compare its labels with the Prometheus object's serviceMonitorSelector");
        }

        if (active == wanted && wanted > 0)
        {
            return CheckResult.Pass(id, title, $"{active} active targets");
        }

        var dropped = await prometheus.DroppedTargetsAsync(pool, cancellationToken);
        return CheckResult.Fail(
            id, title, $"expected {wanted} targets, found {active}{(dropped.Count > 0 ? $" and {dropped.Count} dropped" : "")}",
            active > 0
                ? "replicas are missing, have not been discovered yet, or more run than should"
                : DroppedTargets.Explain(dropped, monitor, monitor.Endpoints[index]),
            $"compare {monitor} with the Service; {new Uri(prometheus.Address, "targets")} shows what was discovered");
    }

    /// <summary>How many pods are behind the Services that a ServiceMonitor selects.</summary>
    private static int Wanted(ManifestSet live, ServiceMonitor monitor) =>
        live.All<Deployment>()
            .Where(
                deployment => live.All<Service>().Any(service => monitor.Selects(service) && service.Selects(deployment.Template.Labels)))
            .Sum(deployment => deployment.Replicas);
}

/// <summary>Why a scrape pool has dropped what it discovered.</summary>
internal static class DroppedTargets
{
    private const string Service = "__meta_kubernetes_service";

    /// <summary>The label or the port that does not match, by the target that comes closest.</summary>
    public static string Explain(IReadOnlyList<DroppedTarget> dropped, ServiceMonitor monitor, ServiceMonitorEndpoint endpoint)
    {
        var reasons = dropped
            .Select(target => Reasons(target.DiscoveredLabels, monitor, endpoint).ToList())
            .Where(found => found.Count > 0)
            .OrderBy(found => found.Count)
            .FirstOrDefault();
        return reasons is not null
            ? string.Join("; ", reasons)
            : $"no Service has the labels {monitor.Selector} and a port named {endpoint.Port ?? endpoint.TargetPort}";
    }

    private static IEnumerable<string> Reasons(
        IReadOnlyDictionary<string, string> labels, ServiceMonitor monitor, ServiceMonitorEndpoint endpoint)
    {
        var service = labels.GetValueOrDefault($"{Service}_name") ?? "unknown";
        foreach (var (label, value) in monitor.Selector.MatchLabels)
        {
            var found = labels.GetValueOrDefault($"{Service}_label_{TargetFile.Sanitize(label)}");
            if (found != value)
            {
                yield return $"{monitor} asks for the label {label}={value}, and Service {service} has {(found is null ? "none" : $"{label}={found}")}";
            }
        }

        var port = labels.GetValueOrDefault("__meta_kubernetes_endpointslice_port_name") ?? labels.GetValueOrDefault(
            "__meta_kubernetes_endpoint_port_name");
        if (endpoint.Port is { } wanted && port != wanted)
        {
            yield return $"{monitor} asks for a port named {wanted}, and that of Service {service} is named {port}";
        }
    }
}
