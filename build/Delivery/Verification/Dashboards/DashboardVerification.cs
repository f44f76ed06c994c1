using GitOpsDemo.Delivery.Dashboards;
using GitOpsDemo.Delivery.Verification.Logs;
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
    /// <param name="logs">Finds the store that answers LogQL, if a panel asks for it.</param>
    /// <param name="dashboards">The dashboards.</param>
    /// <param name="live">What runs: its namespace is the one that is chosen.</param>
    /// <param name="timeout">The upper bound; null for what the scrape intervals ask for.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>A check per query.</returns>
    public async Task<IReadOnlyList<CheckResult>> VerifyAsync(
        PrometheusClient prometheus,
        Func<CancellationToken, Task<ILogStore>> logs,
        IReadOnlyList<Dashboard> dashboards,
        LiveEnvironment live,
        TimeSpan? timeout,
        CancellationToken cancellationToken)
    {
        var patience = (2 * DashboardQuery.ScrapeInterval(live)) + Margin;
        var queries = dashboards.SelectMany(dashboard => DashboardQuery.Of(dashboard, live)).ToList();
        var store = queries.All(query => query.Query.IsPromQL) ? null : await logs(cancellationToken);
        return await new Verifier(wait, time).UntilFinalAsync($"{queries.Count} queries of panels", timeout, LookAsync, Verifier.Restart, cancellationToken);

        async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken token)
        {
            var findings = new List<Finding>();
            foreach (var query in queries)
            {
                var check = query.Query.IsPromQL
                    ? PanelCheck.OfAsync(prometheus, query, time.GetUtcNow(), token)
                    : LogPanelCheck.OfAsync(store!, query, time.GetUtcNow(), token);
                findings.Add(new(await check, patience));
            }

            return findings;
        }
    }
}
