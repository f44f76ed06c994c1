using GitOpsDemo.Delivery.Dashboards;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Verification.Prometheus;
using GitOpsDemo.Delivery.Waiting;

namespace GitOpsDemo.Delivery.Verification.Dashboards;

/// <summary>Proves that every panel of the dashboards draws something: each of its queries is executed as Grafana would.</summary>
public sealed class DashboardVerification(Wait wait, TimeProvider time)
{
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(30);

    /// <summary>What the exporters of the cluster need until they have said everything twice.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Unreachable = TimeSpan.FromSeconds(10);

    /// <summary>Verifies every query of every panel, for an environment.</summary>
    /// <param name="prometheus">The server that answers PromQL.</param>
    /// <param name="dashboards">The dashboards.</param>
    /// <param name="live">What runs: its namespace is the one that is chosen.</param>
    /// <param name="timeout">The upper bound; null for what the scrape intervals ask for.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>A check per query.</returns>
    public Task<IReadOnlyList<CheckResult>> VerifyAsync(
        PrometheusClient prometheus, IReadOnlyList<Dashboard> dashboards, LiveEnvironment live, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var interval = ScrapeInterval(live);
        var queries = dashboards.SelectMany(dashboard => QueriesOf(dashboard, live.Namespace, interval)).ToList();
        return new Verifier(wait, time).UntilFinalAsync(
            $"{queries.Count} queries of panels", timeout, token => LookAsync(prometheus, queries, 2 * interval + Margin, token), Unreachable, cancellationToken);
    }

    private async Task<IReadOnlyList<Finding>> LookAsync(
        PrometheusClient prometheus, IReadOnlyList<Query> queries, TimeSpan patience, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        foreach (var query in queries)
        {
            findings.Add(new(
                query.IsPromQL
                    ? await PanelCheck.OfAsync(prometheus, query.Id, query.Panel, query.Text, time.GetUtcNow(), query.Range, cancellationToken)
                    : CheckResult.Skip(query.Id, $"panel {query.Panel.Title} has data", "it shows logs: VerifyLogs proves that they arrive"),
                patience));
        }

        return findings;
    }

    private static IEnumerable<Query> QueriesOf(Dashboard dashboard, string @namespace, TimeSpan scrapeInterval)
    {
        var content = DashboardContent.Of(dashboard);
        var values = content.Variables.ToDictionary(variable => variable.Name, variable => variable.AllValue ?? ".*");
        values["namespace"] = @namespace;
        var interpolation = new DashboardInterpolation(values, content.Range, content.Range / PanelCheck.Points, scrapeInterval);
        return
            from panel in content.Panels
            from query in panel.Queries
            let id = $"panels/{dashboard.Uid}/{panel.Title}{(panel.Queries.Count > 1 ? $"/{query.RefId}" : "")}"
            select new Query(id, panel, interpolation.Apply(query.Expression), query.IsPromQL, content.Range);
    }

    private static TimeSpan ScrapeInterval(LiveEnvironment live) =>
        ManifestSet.Parse(live.Manifests, $"environment {live.Environment}").All<ServiceMonitor>()
            .SelectMany(monitor => monitor.Endpoints)
            .Select(endpoint => endpoint.Interval ?? DefaultInterval)
            .DefaultIfEmpty(DefaultInterval)
            .Max();

    private sealed record Query(string Id, DashboardPanel Panel, string Text, bool IsPromQL, TimeSpan Range);
}
