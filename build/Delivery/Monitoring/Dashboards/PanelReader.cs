using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Report;

namespace GitOpsDemo.Delivery.Monitoring.Dashboards;

/// <summary>Reads what the panels of dashboards show, from Prometheus.</summary>
public sealed class PanelReader(TimeProvider time)
{
    private static readonly Regex Placeholder = new(@"\{\{\s*(?<label>\w+)\s*\}\}");

    /// <summary>Every panel that Prometheus answers, in the order of the dashboards.</summary>
    /// <exception cref="DeliveryException">Prometheus does not answer.</exception>
    public async Task<IReadOnlyList<ReportedPanel>> ReadAsync(
        PrometheusClient prometheus, IReadOnlyList<Dashboard> dashboards, LiveEnvironment live, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var queries = new List<DashboardQuery>();
        foreach (var dashboard in dashboards)
        {
            queries.AddRange(
                (await DashboardQuery.OfAsync(dashboard, live, prometheus, now, cancellationToken)).Where(query => query.Query.IsPromQL));
        }

        var panels = new List<ReportedPanel>();
        foreach (var panel in queries.GroupBy(query => query.Panel))
        {
            var lines = new List<ReportedLine>();
            foreach (var query in panel)
            {
                var series = await prometheus.QueryRangeAsync(query.Text, now - query.Range, now, query.Step, cancellationToken);
                lines.AddRange(series.Select(line => Line(query, line)));
            }

            panels.Add(new(panel.Key.Title, panel.Key.Type, panel.Key.Unit, lines));
        }

        return panels;
    }

    private static ReportedLine Line(DashboardQuery query, Series series) => new(
        NameOf(query.Query.Legend, series.Metric),
        [.. (series.Values ?? []).Select(sample => new ReportedPoint(sample.UnixSeconds, sample.Value))]);

    /// <summary>As Grafana writes a legend: labels in the place of <c>{{label}}</c>.</summary>
    private static string NameOf(string? legend, IReadOnlyDictionary<string, string> labels) => legend is { Length: > 0 }
        ? Placeholder.Replace(legend, match => labels.GetValueOrDefault(match.Groups["label"].Value, ""))
        : string.Join(", ", labels.Select(label => $"{label.Key}=\"{label.Value}\""));
}
