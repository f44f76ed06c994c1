using GitOpsDemo.Delivery.Dashboards;
using GitOpsDemo.Delivery.Verification.Prometheus;
using GitOpsDemo.Delivery.Waiting;

namespace GitOpsDemo.Delivery.Verification.Dashboards;

/// <summary>Proves that every panel of the dashboards draws something: each of its queries is executed as Grafana would.</summary>
public sealed class DashboardVerification(Wait wait, TimeProvider time)
{
    /// <summary>What the exporters of the cluster need until they have said everything twice.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);


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
        var patience = (2 * DashboardQuery.ScrapeInterval(live)) + Margin;
        var queries = dashboards.SelectMany(dashboard => DashboardQuery.Of(dashboard, live)).ToList();
        return new Verifier(wait, time).UntilFinalAsync(
            $"{queries.Count} queries of panels", timeout, token => LookAsync(prometheus, queries, patience, token), Verifier.Restart, cancellationToken);
    }

    private async Task<IReadOnlyList<Finding>> LookAsync(
        PrometheusClient prometheus, IReadOnlyList<DashboardQuery> queries, TimeSpan patience, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        foreach (var query in queries)
        {
            findings.Add(new(
                query.Query.IsPromQL
                    ? await PanelCheck.OfAsync(prometheus, query, time.GetUtcNow(), cancellationToken)
                    : CheckResult.Skip($"panels/{query.Id}", $"panel {query.Panel.Title} has data", "it shows log lines: VerifyLogs proves that they arrive"),
                patience));
        }

        return findings;
    }
}
