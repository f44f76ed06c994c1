using GitOpsDemo.Delivery.Dashboards;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Verification.Logs;
using GitOpsDemo.Delivery.Verification.Prometheus;

namespace GitOpsDemo.Delivery.Verification.Dashboards;

/// <summary>Proves that every panel of the dashboards draws something: each of its queries is executed as Grafana would.</summary>
public static class DashboardProof
{
    /// <summary>What the exporters of the cluster need until they have said everything twice.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    /// <summary>The proof of every panel, for an environment: a check per query.</summary>
    /// <param name="prometheus">The server that answers PromQL.</param>
    /// <param name="logs">Finds the store that answers LogQL, if a panel asks for it.</param>
    /// <param name="dashboards">The dashboards.</param>
    /// <param name="live">What runs: its namespace is the one that is chosen.</param>
    /// <param name="time">Says where a panel's range ends.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public static async Task<Proof> OfAsync(
        PrometheusClient prometheus,
        Func<CancellationToken, Task<ILogStore>> logs,
        IReadOnlyList<Dashboard> dashboards,
        LiveEnvironment live,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var scraped = (2 * DashboardQuery.ScrapeInterval(live)) + Margin;
        var queries = dashboards.SelectMany(dashboard => DashboardQuery.Of(dashboard, live)).ToList();
        var store = queries.All(query => query.Query.IsPromQL) ? null : await logs(cancellationToken);
        Awaited[] targets =
        [
            .. ManifestSet.Parse(live.Manifests, $"environment {live.Environment}").All<ServiceMonitor>()
                .Select(monitor => new Awaited(Part.Targets, monitor.Metadata with { Namespace = monitor.Metadata.Namespace ?? live.Namespace })),
        ];
        return new($"{queries.Count} queries of panels", LookAsync);

        async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken token)
        {
            var findings = new List<Finding>();
            foreach (var query in queries)
            {
                var check = query.Query.IsPromQL
                    ? PanelCheck.OfAsync(prometheus, query, time.GetUtcNow(), token)
                    : LogPanelCheck.OfAsync(store!, query, time.GetUtcNow(), token);
                findings.Add(new(await check, scraped, targets));
            }

            return findings;
        }
    }
}
