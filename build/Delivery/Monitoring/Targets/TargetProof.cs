using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Proof;

namespace GitOpsDemo.Delivery.Monitoring.Targets;

/// <summary>Proves that every replica that the live manifests ask for runs the live image, and that Prometheus scrapes it.</summary>
public static class TargetProof
{
    /// <summary>Prometheus takes new targets over in steps of 5 seconds.</summary>
    private static readonly TimeSpan Discovery = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The proof of every endpoint of every ServiceMonitor and PodMonitor: a check per replica, per scrape pool and per target.
    /// </summary>
    /// <param name="prometheus">The server that is asked.</param>
    public static Claim Of(PrometheusClient prometheus, LiveEnvironment live)
    {
        var manifests = ManifestSet.Parse(live.Manifests, $"environment {live.Environment}");
        return new("every replica to be scraped", token => LookAsync(prometheus, live, manifests, token));
    }

    private static async Task<IReadOnlyList<Finding>> LookAsync(
        PrometheusClient prometheus, LiveEnvironment live, ManifestSet manifests, CancellationToken cancellationToken)
    {
        var pools = await prometheus.ScrapePoolsAsync(cancellationToken);
        var targets = (await prometheus.TargetsAsync(cancellationToken)).ToLookup(target => target.ScrapePool);
        var findings = live.Replicas.Select(replica => new Finding(ReplicaCheck.Of(replica, live.Image), TimeSpan.Zero)).ToList();
        foreach (var monitor in manifests.All<ScrapeMonitor>())
        {
            var arrival = new Awaited(Part.Targets, monitor.Metadata with { Namespace = monitor.Metadata.Namespace ?? live.Namespace });
            foreach (var (index, endpoint) in monitor.Endpoints.Index())
            {
                var scraped = (2 * (endpoint.Interval ?? PrometheusConfiguration.DefaultInterval)) + Discovery;
                var active = targets[monitor.PoolName(index)].ToList();
                var pool = await PoolCheck.OfAsync(
                    prometheus,
                    manifests,
                    monitor,
                    index,
                    pools,
                    active.Count,
                    live.IsCanary ? live.Replicas.Count : null,
                    cancellationToken);
                findings.Add(new(pool, scraped, arrival));
                findings.AddRange(active.Select(
                    target => new Finding(TargetCheck.Of(target, monitor, endpoint, live.Replicas), scraped, arrival)));
                if (monitor.SampleLimit is { } limit)
                {
                    var warnings = await SampleLimitCheck.OfAsync(prometheus, active, limit, cancellationToken);
                    findings.AddRange(warnings.Select(warning => new Finding(warning, TimeSpan.Zero)));
                }
            }
        }

        return manifests.All<ScrapeMonitor>().Any() ? findings : [.. findings, new(Nothing(live), TimeSpan.Zero)];
    }

    private static CheckResult Nothing(LiveEnvironment live) => CheckResult.Fail(
        "targets/none",
        "something is scraped",
        $"environment {live.Environment} has neither a ServiceMonitor nor a PodMonitor",
        "the service is not monitored at all",
        "add a ServiceMonitor to the base of the manifests");
}
