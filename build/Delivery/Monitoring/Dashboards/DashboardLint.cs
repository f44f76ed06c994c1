using GitOpsDemo.Delivery.Monitoring.Promql;

namespace GitOpsDemo.Delivery.Monitoring.Dashboards;

/// <summary>What can be said of a dashboard without asking anybody. Each finding names the panel.</summary>
internal static class DashboardLint
{
    private const string RateInterval = "$__rate_interval";

    /// <summary>Panels that went with Angular, which Grafana 12 no longer has.</summary>
    private static readonly string[] DeadTypes = ["graph", "singlestat", "table-old", "heatmap-old", "grafana-piechart-panel"];

    /// <summary>What is wrong; empty when nothing is.</summary>
    public static IReadOnlyList<string> Of(Dashboard dashboard, KnownMetrics known)
    {
        var content = DashboardContent.Of(dashboard);
        var problems = content.Panels.Count == 0 ? ["it has no panels"] : content.Panels.SelectMany(panel => InPanel(panel, content.Variables, known));
        return [.. problems.Select(problem => $"{dashboard.FileName}: {problem}")];
    }

    private static IEnumerable<string> InPanel(DashboardPanel panel, IReadOnlyList<DashboardVariable> variables, KnownMetrics known)
    {
        if (DeadTypes.Contains(panel.Type))
        {
            yield return $"panel {panel.Title} is of the type {panel.Type}, which Grafana does not draw any more";
        }

        if (panel.Queries.Count == 0)
        {
            yield return $"panel {panel.Title} asks nothing";
        }

        foreach (var problem in panel.Queries.SelectMany(query => InQuery(query, variables, known)))
        {
            yield return $"panel {panel.Title}: {problem}";
        }

        if (panel.Queries.Any(query => query.IsPromQL) && ProblemOfUnit(panel) is { } wrong)
        {
            yield return $"panel {panel.Title}: {wrong}";
        }
    }

    private static IEnumerable<string> InQuery(PanelQuery query, IReadOnlyList<DashboardVariable> variables, KnownMetrics known)
    {
        var source = variables.FirstOrDefault(variable => variable.Type == "datasource" && query.DataSource == $"${{{variable.Name}}}");
        if (source is null || source.Query != query.DataSourceType)
        {
            yield return $"its data source {query.DataSource ?? "is missing"} of the type {query.DataSourceType ?? "unknown"} is no variable of the dashboard: it would be found in one Grafana only";
        }

        if (query.Expression.Length == 0)
        {
            yield return "a query is empty";
        }

        if (!query.IsPromQL)
        {
            yield break;
        }

        foreach (var metric in known.UnknownIn(Readable(query.Expression)))
        {
            yield return $"nothing exposes {metric}, by metrics.txt";
        }

        foreach (var window in FixedRateWindows(query.Expression))
        {
            yield return $"a rate over a fixed {window} is empty where scrapes are rarer: write [{RateInterval}]";
        }

        if (query.Expression.Contains("histogram_quantile", StringComparison.Ordinal) && !Pieces(query.Expression).Contains("le"))
        {
            yield return "a quantile needs its buckets summed by le";
        }
    }

    /// <summary>By the names of metrics, which end in their unit.</summary>
    private static string? ProblemOfUnit(DashboardPanel panel)
    {
        var pieces = panel.Queries.SelectMany(query => Pieces(query.Expression)).ToList();
        var metrics = panel.Queries.SelectMany(query => Selector.In(Readable(query.Expression))).Select(selector => selector.Metric).Distinct().ToList();
        string[]? expected =
            pieces.Contains("/") ? pieces.Contains("100") ? ["percent"] : ["percentunit"]
            : metrics.TrueForAll(metric => metric.Contains("_seconds", StringComparison.Ordinal)) ? ["s"]
            : metrics.TrueForAll(metric => metric.EndsWith("_bytes", StringComparison.Ordinal)) ? ["bytes", "decbytes"]
            : pieces.Contains("rate") && metrics.TrueForAll(metric => metric.EndsWith("_total", StringComparison.Ordinal)) ? ["reqps", "cps", "ops", "s"]
            : null;
        return panel.Unit is null ? "it has no unit"
            : expected is not null && !expected.Contains(panel.Unit) ? $"its unit is {panel.Unit}, and its query gives {string.Join(" or ", expected)}"
            : null;
    }

    private static IEnumerable<string> FixedRateWindows(string expression)
    {
        var pieces = PromqlTokens.ReadMeaningful(expression);
        for (var at = 0; at + 1 < pieces.Count; at++)
        {
            if (pieces[at].Text is "rate" or "irate" && pieces.FindIndex(at, token => token.Text == "[") is var open and > 0
                && open + 1 < pieces.Count && pieces[open + 1].Kind == PromqlTokenKind.Duration)
            {
                yield return pieces[open + 1].Text;
            }
        }
    }

    private static IEnumerable<string> Pieces(string expression) => PromqlTokens.Read(expression).Select(token => token.Text);

    /// <summary>A variable in the place of a duration is none of the names that are looked for.</summary>
    private static string Readable(string expression) => expression.Replace(RateInterval, "1m", StringComparison.Ordinal);
}
