using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Verification.Prometheus;
using GitOpsDemo.Delivery.Waiting;

namespace GitOpsDemo.Delivery.Verification.Targets;

/// <summary>Proves that every replica that the live manifests ask for runs the live image, and that Prometheus scrapes it.</summary>
public sealed class TargetVerification(Wait wait, TimeProvider time)
{
    /// <summary>Prometheus takes new targets over in steps of 5 seconds.</summary>
    private static readonly TimeSpan Discovery = TimeSpan.FromSeconds(10);


    /// <summary>Verifies every endpoint of every ServiceMonitor.</summary>
    /// <param name="prometheus">The server that is asked.</param>
    /// <param name="live">What runs.</param>
    /// <param name="timeout">The upper bound; null for what the scrape intervals ask for.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>A check per replica, per scrape pool and per target.</returns>
    public Task<IReadOnlyList<CheckResult>> VerifyAsync(PrometheusClient prometheus, LiveEnvironment live, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var manifests = ManifestSet.Parse(live.Manifests, $"environment {live.Environment}");
        return new Verifier(wait, time).UntilFinalAsync(
            "every replica to be scraped", timeout, token => LookAsync(prometheus, live, manifests, token), Verifier.Restart, cancellationToken);
    }

    private static async Task<IReadOnlyList<Finding>> LookAsync(
        PrometheusClient prometheus, LiveEnvironment live, ManifestSet manifests, CancellationToken cancellationToken)
    {
        var pools = await prometheus.ScrapePoolsAsync(cancellationToken);
        var targets = (await prometheus.TargetsAsync(cancellationToken)).ToLookup(target => target.ScrapePool);
        var findings = live.Replicas.Select(replica => new Finding(ReplicaCheck.Of(replica, live.Image), TimeSpan.Zero)).ToList();
        foreach (var monitor in manifests.All<ServiceMonitor>())
        {
            for (var index = 0; index < monitor.Endpoints.Count; index++)
            {
                var patience = (2 * (monitor.Endpoints[index].Interval ?? PrometheusConfiguration.DefaultInterval)) + Discovery;
                var active = targets[monitor.PoolName(index)].ToList();
                findings.Add(new(await PoolCheck.OfAsync(prometheus, manifests, monitor, index, pools, active.Count, cancellationToken), patience));
                findings.AddRange(active.Select(target => new Finding(TargetCheck.Of(target, live.Replicas), patience)));
                if (monitor.SampleLimit is { } limit)
                {
                    findings.AddRange((await SampleLimitCheck.OfAsync(prometheus, active, limit, cancellationToken)).Select(warning => new Finding(warning, TimeSpan.Zero)));
                }
            }
        }

        return manifests.All<ServiceMonitor>().Any() ? findings : [.. findings, new(Nothing(live), TimeSpan.Zero)];
    }

    private static CheckResult Nothing(LiveEnvironment live) => CheckResult.Fail(
        "targets/none", "something is scraped", $"environment {live.Environment} has no ServiceMonitor", "the service is not monitored at all", "add a ServiceMonitor to k8s/base");
}
