using System.Globalization;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Monitoring.Dashboards;

/// <summary>A query of a panel as Grafana would send it for an environment.</summary>
/// <param name="Id">The panel, and the query where it has several, as <c>uid/title/A</c>.</param>
/// <param name="Panel">The panel.</param>
/// <param name="Query">The query as it stands in the dashboard.</param>
/// <param name="Text">The query with values in the place of variables.</param>
/// <param name="Range">The range of time that the panel shows.</param>
public sealed record DashboardQuery(string Id, DashboardPanel Panel, PanelQuery Query, string Text, TimeSpan Range)
{
    /// <summary>How many points a line of a panel has, about.</summary>
    public const int Points = 240;

    /// <summary>The time between two points.</summary>
    public TimeSpan Step => Range / Points;

    /// <summary>Every query of a dashboard, with the namespace of what runs and all values of the other variables.</summary>
    public static IEnumerable<DashboardQuery> Of(Dashboard dashboard, LiveEnvironment live)
    {
        var content = DashboardContent.Of(dashboard);
        var values = content.Variables.ToDictionary(variable => variable.Name, variable => variable.AllValue ?? ".*");
        values["namespace"] = live.Namespace;
        var interpolation = new DashboardInterpolation(values, content.Range, content.Range / Points, ScrapeInterval(live));
        return
            from panel in content.Panels
            from query in panel.Queries
            let id = $"{dashboard.Uid}/{panel.Title}{(panel.Queries.Count > 1 ? $"/{query.RefId}" : "")}"
            select new DashboardQuery(id, panel, query, interpolation.Apply(query.Expression), content.Range);
    }

    /// <summary>The longest scrape interval of what runs.</summary>
    public static TimeSpan ScrapeInterval(LiveEnvironment live) =>
        ManifestSet.Parse(live.Manifests, $"environment {live.Environment}").All<ServiceMonitor>()
            .SelectMany(monitor => monitor.Endpoints)
            .Select(endpoint => endpoint.Interval ?? PrometheusConfiguration.DefaultInterval)
            .DefaultIfEmpty(PrometheusConfiguration.DefaultInterval)
            .Max();
}

/// <summary>
/// Puts values in the place of variables, as Grafana does before it asks
/// (<see href="https://grafana.com/docs/grafana/latest/visualizations/dashboards/variables/"/>).
/// </summary>
/// <param name="values">The value of each variable.</param>
/// <param name="range">The range of time that is asked for.</param>
/// <param name="step">The time between two points of a line.</param>
/// <param name="scrapeInterval">How often the series are scraped.</param>
public sealed partial class DashboardInterpolation(
    IReadOnlyDictionary<string, string> values, TimeSpan range, TimeSpan step, TimeSpan scrapeInterval)
{
    /// <summary>The window in which every rate has samples: four scrapes, and never less than a step and a scrape.</summary>
    public TimeSpan RateInterval => TimeSpan.FromTicks(Math.Max((step + scrapeInterval).Ticks, 4 * scrapeInterval.Ticks));

    /// <summary>The expression as it is sent. A variable that nobody knows stays as it is, and the server refuses it.</summary>
    public string Apply(string expression) => Variable().Replace(expression, match => ValueOf(match.Groups["name"].Value) ?? match.Value);

    private string? ValueOf(string name) => name switch
    {
        "__rate_interval" => PrometheusDuration.Format(RateInterval),
        "__interval" => PrometheusDuration.Format(step),
        "__range" => PrometheusDuration.Format(range),
        "__range_s" => range.TotalSeconds.ToString("0", CultureInfo.InvariantCulture),
        _ => values.GetValueOrDefault(name),
    };

    // $name, ${name}, ${name:format} and [[name]].
    [GeneratedRegex(@"\$(?<name>\w+)|\$\{(?<name>\w+)(:\w+)?\}|\[\[(?<name>\w+)(:\w+)?\]\]")]
    private static partial Regex Variable();
}
