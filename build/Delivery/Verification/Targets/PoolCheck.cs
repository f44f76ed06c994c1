using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Verification.Prometheus;

namespace GitOpsDemo.Delivery.Verification.Targets;

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
            .Where(deployment => live.All<Service>().Any(service => monitor.Selects(service) && service.Selects(deployment.Template.Labels)))
            .Sum(deployment => deployment.Replicas);
}
