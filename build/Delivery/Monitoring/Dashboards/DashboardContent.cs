using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Report;

namespace GitOpsDemo.Delivery.Monitoring.Dashboards;

/// <summary>What stands in a dashboard (<see href="https://grafana.com/docs/grafana/latest/visualizations/dashboards/build-dashboards/view-dashboard-json-model/"/>).</summary>
/// <param name="Panels">The panels, also those inside of rows.</param>
/// <param name="Variables">The variables.</param>
/// <param name="Range">The range of time that is shown, such as <c>now-1h</c> to now.</param>
public sealed record DashboardContent(IReadOnlyList<DashboardPanel> Panels, IReadOnlyList<DashboardVariable> Variables, TimeSpan Range)
{
    private static readonly TimeSpan GrafanasOwnRange = TimeSpan.FromHours(6);

    /// <summary>Reads a dashboard.</summary>
    /// <exception cref="DeliveryException">A part of it is not what Grafana writes.</exception>
    public static DashboardContent Of(Dashboard dashboard)
    {
        try
        {
            var root = JsonNode.Parse(dashboard.Text)!;
            return new(
                [.. PanelsOf(root)],
                [.. Items(root["templating"]?["list"]).Select(Variable)],
                RangeOf(Text(root["time"]?["from"])));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new DeliveryException($"{dashboard.FileName} can't be read", exception.Message, "export the dashboard from Grafana again", exception);
        }
    }

    private static IEnumerable<DashboardPanel> PanelsOf(JsonNode parent)
    {
        foreach (var panel in Items(parent["panels"]))
        {
            if (Text(panel["type"]) is "row")
            {
                foreach (var inner in PanelsOf(panel))
                {
                    yield return inner;
                }

                continue;
            }

            yield return new(
                Text(panel["title"]) ?? "",
                Text(panel["type"]) ?? "",
                Text(panel["fieldConfig"]?["defaults"]?["unit"]),
                [.. Items(panel["targets"]).Select(query => Query(query, panel["datasource"]))]);
        }
    }

    private static PanelQuery Query(JsonNode query, JsonNode? dataSourceOfPanel)
    {
        var dataSource = query["datasource"] ?? dataSourceOfPanel;
        return new(
            Text(query["refId"]) ?? "", Text(dataSource?["type"]), Text(dataSource?["uid"]), Text(query["expr"]) ?? "", Text(query["legendFormat"]));
    }

    private static DashboardVariable Variable(JsonNode variable) => new(
        Text(variable["name"]) ?? "",
        Text(variable["type"]) ?? "",
        Text(variable["allValue"]),
        variable["query"] is JsonObject query ? Text(query["query"]) : Text(variable["query"]));

    private static TimeSpan RangeOf(string? from) =>
        from is not null && from.StartsWith("now-", StringComparison.Ordinal) && Manifests.PrometheusDuration.TryParse(from[4..], out var range) && range > TimeSpan.Zero
            ? range
            : GrafanasOwnRange;

    private static IEnumerable<JsonNode> Items(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonNode>();

    private static string? Text(JsonNode? node) => node is JsonValue value ? value.ToString() : null;
}

/// <summary>Reads what the panels of dashboards show, from Prometheus.</summary>
public sealed partial class PanelReader(TimeProvider time)
{
    /// <summary>Every panel that Prometheus answers, in the order of the dashboards.</summary>
    /// <exception cref="DeliveryException">Prometheus does not answer.</exception>
    public async Task<IReadOnlyList<ReportedPanel>> ReadAsync(
        PrometheusClient prometheus, IReadOnlyList<Dashboard> dashboards, LiveEnvironment live, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var queries = dashboards.SelectMany(dashboard => DashboardQuery.Of(dashboard, live)).Where(query => query.Query.IsPromQL);
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
        ? Placeholder().Replace(legend, match => labels.GetValueOrDefault(match.Groups["label"].Value, ""))
        : string.Join(", ", labels.Select(label => $"{label.Key}=\"{label.Value}\""));

    [GeneratedRegex(@"\{\{\s*(?<label>\w+)\s*\}\}")]
    private static partial Regex Placeholder();
}
