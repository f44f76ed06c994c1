using System.Globalization;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Verification.Prometheus;
using GitOpsDemo.Delivery.Waiting;

namespace GitOpsDemo.Delivery.Verification;

/// <summary>Proves that every replica that the live manifests ask for runs, and that Prometheus scrapes it.</summary>
public sealed class TargetVerification(Wait wait, TimeProvider time)
{
    /// <summary>The interval of endpoints that name none: the operator's <c>scrapeInterval</c>.</summary>
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(30);

    /// <summary>Prometheus takes new targets over in steps of 5 seconds.</summary>
    private static readonly TimeSpan Discovery = TimeSpan.FromSeconds(10);

    /// <summary>How long Prometheus may be away, as while it restarts.</summary>
    private static readonly TimeSpan Unreachable = TimeSpan.FromSeconds(10);

    /// <summary>Verifies every endpoint of every ServiceMonitor.</summary>
    /// <param name="prometheus">The server that is asked.</param>
    /// <param name="live">The rendered manifests that are live.</param>
    /// <param name="replicas">The pods that are live.</param>
    /// <param name="timeout">The upper bound; null for what the scrape intervals ask for.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>A check per replica, per scrape pool and per target.</returns>
    public Task<IReadOnlyList<CheckResult>> VerifyAsync(
        PrometheusClient prometheus, ManifestSet live, IReadOnlyList<LiveReplica> replicas, TimeSpan? timeout, CancellationToken cancellationToken) =>
        new Verifier(wait, time).UntilFinalAsync(
            "every replica to be scraped", timeout, token => LookAsync(prometheus, live, replicas, token), Unreachable, cancellationToken);

    private static async Task<IReadOnlyList<Finding>> LookAsync(
        PrometheusClient prometheus, ManifestSet live, IReadOnlyList<LiveReplica> replicas, CancellationToken cancellationToken)
    {
        var pools = await prometheus.ScrapePoolsAsync(cancellationToken);
        var targets = await prometheus.TargetsAsync(cancellationToken);
        var findings = replicas.Select(replica => new Finding(Replica(replica), TimeSpan.Zero)).ToList();
        foreach (var monitor in live.All<ServiceMonitor>())
        {
            for (var index = 0; index < monitor.Endpoints.Count; index++)
            {
                var patience = (2 * (monitor.Endpoints[index].Interval ?? DefaultInterval)) + Discovery;
                var pool = monitor.PoolName(index);
                var active = targets.Active.Where(target => target.ScrapePool == pool).ToList();
                findings.Add(new(Pool(prometheus, live, monitor, pool, pools, active, targets.DroppedCounts), patience));
                findings.AddRange(active.Select(target => new Finding(Target(target, replicas), patience)));
            }
        }

        return live.All<ServiceMonitor>().Any() ? findings : [.. findings, new(Nothing(live), TimeSpan.Zero)];
    }

    private static CheckResult Pool(
        PrometheusClient prometheus, ManifestSet live, ServiceMonitor monitor, string pool, IReadOnlyList<string> pools, List<ActiveTarget> active, IReadOnlyDictionary<string, int> dropped)
    {
        var id = $"targets/{pool}";
        var wanted = Wanted(live, monitor);
        var title = $"{pool} scrapes all {wanted} replicas";
        var page = new Uri(prometheus.Address, "targets");
        if (!pools.Contains(pool))
        {
            return CheckResult.Fail(
                id, title, $"/api/v1/scrape_pools does not have it: {string.Join(", ", pools)}",
                $"Prometheus was not given {monitor}", "./build.sh --target=Deploy brings it; on a cluster compare its labels with the Prometheus object's serviceMonitorSelector");
        }

        if (active.Count == wanted && wanted > 0)
        {
            return CheckResult.Pass(id, title, $"{active.Count} active targets");
        }

        var lost = dropped.GetValueOrDefault(pool);
        return CheckResult.Fail(
            id, title, $"expected {wanted} targets, found {active.Count}{(lost > 0 ? $" and {lost} dropped" : "")}",
            active.Count == 0
                ? $"no Service has the labels {monitor.Selector} and a port named {string.Join(", ", monitor.Endpoints.Select(endpoint => endpoint.Port))}"
                : "replicas are missing, or have not been discovered yet",
            $"compare {monitor} with the Service; {page} shows what was discovered");
    }

    private static CheckResult Replica(LiveReplica replica)
    {
        var id = $"replicas/{replica.Pod}";
        var title = $"{replica.Pod} runs";
        return replica.IsRunning
            ? CheckResult.Pass(id, title, $"{replica.Runtime}, {replica.Image}")
            : CheckResult.Fail(id, title, $"expected to run, {replica.Runtime} has ended", "the replica was killed or has crashed", "./build.sh --target=Deploy replaces it");
    }

    private static CheckResult Target(ActiveTarget target, IReadOnlyList<LiveReplica> replicas)
    {
        var name = target.Labels.GetValueOrDefault("pod") ?? target.Labels.GetValueOrDefault("instance") ?? target.ScrapeUrl;
        var id = $"targets/{name}";
        var title = $"{name} is up";
        var asked = $"{target.ScrapeUrl} is {target.Health}";
        if (replicas.All(replica => replica.Pod != target.Labels.GetValueOrDefault("pod")))
        {
            return CheckResult.Fail(
                id, title, $"expected one of {string.Join(", ", replicas.Select(replica => replica.Pod))}, found {name} at {target.ScrapeUrl}",
                "Prometheus still scrapes a replica that was replaced", "wait for its discovery and verify again");
        }

        return target.Health switch
        {
            "up" => CheckResult.Pass(id, title, $"{asked}, last scrape took {Milliseconds(target.LastScrapeDuration)}"),
            "down" => CheckResult.Fail(
                id, title, $"expected up, {asked}: {target.LastError}", "the replica does not answer where Prometheus asks",
                "./build.sh --target=Deploy replaces a replica that has ended; LabStatus or kubectl get pods shows what runs"),
            _ => CheckResult.Fail(id, title, $"expected up, {asked}", "it has not been scraped yet", "wait one scrape interval and verify again"),
        };
    }

    private static CheckResult Nothing(ManifestSet live) => CheckResult.Fail(
        "targets/none", "something is scraped", $"{live.Source} has no ServiceMonitor", "the service is not monitored at all", "add a ServiceMonitor to k8s/base");

    /// <summary>How many pods are behind the Services that a ServiceMonitor selects.</summary>
    private static int Wanted(ManifestSet live, ServiceMonitor monitor) =>
        live.All<Deployment>()
            .Where(deployment => live.All<Service>().Any(service => monitor.Selects(service) && service.Selects(deployment.Template.Labels)))
            .Sum(deployment => deployment.Replicas);

    private static string Milliseconds(double seconds) => (seconds * 1000).ToString("0.0", CultureInfo.InvariantCulture) + " ms";
}
