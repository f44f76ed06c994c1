using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Prometheus;

namespace GitOpsDemo.Delivery.Monitoring.Dashboards;

/// <summary>A query of a panel as Grafana would send it for an environment.</summary>
/// <param name="Id">The panel, and the query where it has several, as <c>uid/title/A</c>.</param>
/// <param name="Query">The query as it is in the dashboard.</param>
/// <param name="Text">The query with values instead of variables.</param>
/// <param name="Range">The range of time that the panel shows.</param>
public sealed record DashboardQuery(string Id, DashboardPanel Panel, PanelQuery Query, string Text, TimeSpan Range)
{
    /// <summary>About how many points a line of a panel has.</summary>
    public const int Points = 240;

    /// <summary>The time between two points.</summary>
    public TimeSpan Step => Range / Points;

    /// <summary>
    /// Every query of a dashboard that Grafana would send, with the namespace of what runs, and the values of the other variables.
    /// </summary>
    /// <param name="live">What runs: its namespace is the one that is chosen.</param>
    /// <param name="prometheus">Says which values there are.</param>
    /// <param name="now">The end of the range.</param>
    public static async Task<IReadOnlyList<DashboardQuery>> OfAsync(
        Dashboard dashboard, LiveEnvironment live, PrometheusClient prometheus, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var content = DashboardContent.Of(dashboard);
        var scraped = ScrapeInterval(live);
        var values = await new VariableValues(content, prometheus, scraped, now).ReadAsync(live.Namespace, cancellationToken);
        return
        [
            .. from panel in content.Panels
               let range = panel.Range ?? content.Range
               let interpolation = new DashboardInterpolation(values, range, range / Points, scraped, now) { Repeated = panel.Repeat }
               from query in panel.Sent
               let id = $"{dashboard.Uid}/{panel.Name}{(panel.Queries.Count > 1 ? $"/{query.RefId}" : "")}"
               select new DashboardQuery(id, panel, query, interpolation.Apply(query.Expression), range),
        ];
    }

    /// <summary>The longest scrape interval of what runs.</summary>
    public static TimeSpan ScrapeInterval(LiveEnvironment live) =>
        ManifestSet.Parse(live.Manifests, $"environment {live.Environment}").All<ScrapeMonitor>()
            .SelectMany(monitor => monitor.Endpoints)
            .Select(endpoint => endpoint.Interval ?? PrometheusConfiguration.DefaultInterval)
            .DefaultIfEmpty(PrometheusConfiguration.DefaultInterval)
            .Max();
}
