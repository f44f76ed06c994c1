using GitOpsDemo.Delivery.Monitoring.Promql;

namespace GitOpsDemo.Delivery.Monitoring.Dashboards;

/// <summary>A finding about a dashboard: the panel and the query, and what is wrong.</summary>
/// <param name="Place">The panel, and the query where it has several; null for the dashboard.</param>
/// <param name="What">What about it.</param>
/// <param name="IsFault">Whether it is wrong; advice otherwise.</param>
internal sealed record LintFinding(string? Place, string What, bool IsFault)
{
    private const int MostNamed = 3;

    /// <summary>Findings in words: one that many panels have is listed once.</summary>
    public static IEnumerable<string> InWords(IEnumerable<LintFinding> findings) =>
        from finding in findings.GroupBy(finding => finding.What)
        let places = finding.Select(each => each.Place).OfType<string>().ToList()
        let named = string.Join(", ", places.Take(MostNamed)) + (places.Count > MostNamed ? $" and {places.Count - MostNamed} more" : "")
        select places.Count == 0 ? finding.Key : $"{named}: {finding.Key}";
}

/// <summary>What can be said of a dashboard without asking anybody. Each finding names the panel.</summary>
internal sealed class DashboardLint(DashboardContent content, KnownMetrics known, IReadOnlyDictionary<int, string> readable)
{
    private const string RateInterval = "$__rate_interval";

    /// <summary>What stands for the value of a variable that only a server knows.</summary>
    private const string Standing = "__variable_";

    /// <summary>A rate needs four scrapes; the rarest that is usual is every 30 s.</summary>
    private static readonly TimeSpan ShortestWindow = TimeSpan.FromMinutes(2);

    /// <summary>Panels that went with Angular, which Grafana 12 no longer has.</summary>
    private static readonly string[] DeadTypes = ["graph", "singlestat", "table-old", "heatmap-old", "grafana-piechart-panel"];

    /// <summary>Panels that draw what they ask: those of Grafana itself.</summary>
    private static readonly string[] AskingTypes =
    [
        "timeseries", "stat", "gauge", "bargauge", "barchart", "table", "heatmap", "histogram", "piechart", "state-timeline",
        "status-history", "logs", "xychart", "trend", "candlestick", "traces", "flamegraph", "nodeGraph", "geomap", .. DeadTypes,
    ];

    private IEnumerable<string> Variables => content.Variables.Select(variable => variable.Name);

    /// <summary>What there is to say; empty when nothing is.</summary>
    public static IReadOnlyList<LintFinding> Of(Dashboard dashboard, KnownMetrics known)
    {
        var content = DashboardContent.Of(dashboard);
        return content.Panels.Count == 0
            ? [Fault("it has no panels")]
            : [.. new DashboardLint(content, known, Readable(content)).Findings()];
    }

    /// <summary>Every query with values in the place of its variables, by its place among all of them.</summary>
    public static IReadOnlyDictionary<int, string> Readable(DashboardContent content)
    {
        var now = DateTimeOffset.UnixEpoch + TimeSpan.FromDays(365);
        var (range, scraped) = (TimeSpan.FromHours(1), TimeSpan.FromSeconds(30));
        var reading = new VariableValues(content, prometheus: null, scraped, now).ReadAsync(chosen: null, CancellationToken.None);
        var names = content.Variables.Select(variable => variable.Name).ToHashSet();
        var interpolation = new DashboardInterpolation(reading.GetAwaiter().GetResult(), range, TimeSpan.FromSeconds(15), scraped, now)
        {
            Unknown = (name, expression, match) => names.Contains(name) ? Stand(name, expression, match.Index, match.Length) : null,
        };
        return content.Panels.SelectMany(panel => panel.Queries)
            .Select((query, at) => (at, Text: interpolation.Apply(query.Expression)))
            .ToDictionary(query => query.at, query => query.Text);
    }

    private static LintFinding Fault(string what) => new(null, what, IsFault: true);

    private static LintFinding Advice(string what) => new(null, what, IsFault: false);

    /// <summary>Something that can be read in the place of a variable: a pattern in a text, a duration, a number, or else a name.</summary>
    private static string Stand(string name, string expression, int at, int length)
    {
        var before = expression[..at];
        if (before.Count(letter => letter == '"') % 2 == 1)
        {
            return ".*";
        }

        var last = PromqlTokens.ReadMeaningful(before).TakeLast(2).Select(token => token.Text).ToList();
        var next = expression[(at + length)..].TrimStart();
        var isUnit = next is [>= 'a' and <= 'z', ..] && !char.IsWhiteSpace(expression[at + length]);
        return last switch
        {
            [.., "[" or ":" or "offset"] => isUnit ? "5" : "5m",
            ["topk" or "bottomk" or "quantile" or "histogram_quantile" or "limitk" or "quantile_over_time" or "round", "("] => "1",
            [.., "*" or "/" or "+" or "-" or ">" or "<" or ">=" or "<=" or "==" or "!=" or "^" or "%"]
                when next is not ['{' or '[' or '_' or ':', ..] => "1",
            _ => Standing + name,
        };
    }

    private IEnumerable<LintFinding> Findings()
    {
        var at = 0;
        var count = 0;
        foreach (var panel in content.Panels)
        {
            var queries = panel.Queries.Select(query => (Query: query, Text: readable[at++])).ToList();
            count += panel.Sent.Count();
            foreach (var finding in InPanel(panel, queries))
            {
                yield return finding with { Place = $"panel {panel.Name}{finding.Place}" };
            }
        }

        if (count == 0)
        {
            var libraries = content.Panels.Select(panel => panel.Library).OfType<string>().ToList();
            yield return Fault(libraries.Count > 0
                ? $"no query was read: {string.Join(", ", libraries)} are in Grafana's library and not in the file"
                : $"no query of Prometheus or Loki was read in its {Plural.Of(content.Panels.Count, "panel")}, "
                    + "so that nothing of it would be proven");
        }
    }

    private IEnumerable<LintFinding> InPanel(DashboardPanel panel, IReadOnlyList<(PanelQuery Query, string Text)> queries)
    {
        if (panel.Library is { } library)
        {
            yield return Advice($"what the library panel {library} asks is in Grafana and not in the file, and is not checked");
            yield break;
        }

        if (DeadTypes.Contains(panel.Type))
        {
            yield return Advice(
                $"it is of the type {panel.Type}, which Grafana since 12 draws as what took its place; save the dashboard there once");
        }

        if (panel.Queries.Count == 0)
        {
            if (AskingTypes.Contains(panel.Type))
            {
                yield return Fault("it asks nothing");
            }

            yield break;
        }

        foreach (var (query, text) in queries)
        {
            foreach (var finding in InQuery(panel, query, text))
            {
                yield return finding with { Place = panel.Queries.Count > 1 ? $", query {query.RefId}" : "" };
            }
        }

        var shown = queries.Where(query => query.Query is { Kind: QueryKind.PromQL, IsHidden: false }).Select(query => query.Text).ToList();
        if (shown.Count > 0)
        {
            if (DashboardUnits.Fault(panel, shown) is { } wrong)
            {
                yield return Fault(wrong);
            }
            else if (panel is { Unit: null, HasUnitsOfSeries: false }
                and not { Type: "table" or "logs" or "state-timeline" or "status-history" })
            {
                yield return Advice("it has no unit");
            }
        }
    }

    private IEnumerable<LintFinding> InQuery(DashboardPanel panel, PanelQuery query, string text)
    {
        if (query.Kind == QueryKind.Other)
        {
            yield return Advice($"it asks {query.DataSourceType}, which is not checked here");
            yield break;
        }

        if (!query.IsAsked)
        {
            yield break;
        }

        if (ProblemOfSource(query) is { } problem)
        {
            yield return problem;
        }

        if (query.Expression.Trim().Length == 0)
        {
            yield return panel.Sent.Any() ? Advice("the query is empty, and not sent") : Fault("a query is empty");
        }

        foreach (var name in DashboardInterpolation.UnknownIn(query.Expression, [.. Variables]))
        {
            yield return Fault($"${name} is not a variable of the dashboard");
        }

        if (!query.IsPromQL)
        {
            yield break;
        }

        foreach (var metric in known.UnknownIn(text).Where(metric => !metric.Contains(Standing, StringComparison.Ordinal)))
        {
            var words = $"nothing exposes {metric} (metrics.txt does not have it)";
            yield return query.IsHidden ? Advice(words) : Fault(words);
        }

        foreach (var window in FixedRateWindows(query.Expression))
        {
            yield return Advice($"a rate over a fixed {window} is empty where scrapes are less frequent: write [{RateInterval}]");
        }

        if (IsOfSingleReplicas(text))
        {
            yield return Fault("a quantile needs its buckets summed by le");
        }
    }

    private LintFinding? ProblemOfSource(PanelQuery query)
    {
        if (query.DataSource is not { Length: > 0 } uid)
        {
            return null;
        }

        var variable = content.Variables.FirstOrDefault(each => DashboardContent.IsReference(uid, each.Name));
        return variable switch
        {
            { Type: "datasource" } when variable.Query == query.DataSourceType || query.DataSourceType is null => null,
            { Type: "datasource" } =>
                Fault($"its data source {uid} of the type {query.DataSourceType} is a variable of the type {variable.Query}"),
            { } => Fault($"its data source {uid} is a variable that is not a data source"),
            _ when uid.Contains('$', StringComparison.Ordinal) || uid.StartsWith("[[", StringComparison.Ordinal) => Fault(
                $"its data source {uid} is not a variable of the dashboard: only an import by hand asks for it; Grafana does not find it"),
            _ =>
                Advice(
                    $"its data source {uid} is not a variable of the dashboard: only a Grafana with a data source of this uid finds it"),
        };
    }

    /// <summary>Whether a quantile is made of the buckets of each series alone, though they are brought together by labels.</summary>
    private static bool IsOfSingleReplicas(string expression) =>
        (PromqlParser.Parse(expression)?.All() ?? []).OfType<PromqlCall>()
            .Where(call => call.Function == "histogram_quantile")
            .Where(quantile => quantile.All().OfType<PromqlSeries>()
                .Any(series => series.Selector.Metric.EndsWith("_bucket", StringComparison.Ordinal)))
            .SelectMany(quantile => quantile.All().OfType<PromqlAggregation>())
            .Any(aggregation => !aggregation.IsWithout && aggregation.By?.Any(MayBeBound) != true);

    /// <summary>Whether a label is the bound of a bucket, or a variable that may be.</summary>
    private static bool MayBeBound(string label) => label == "le" || label.StartsWith(Standing, StringComparison.Ordinal);

    private static IEnumerable<string> FixedRateWindows(string expression)
    {
        var pieces = PromqlTokens.ReadMeaningful(expression);
        for (var at = 0; at + 1 < pieces.Count; at++)
        {
            if (pieces[at].Text is "rate" or "irate" && pieces.FindIndex(at, token => token.Text == "[") is var open and > 0
                && open + 1 < pieces.Count && pieces[open + 1].Kind == PromqlTokenKind.Duration
                && Manifests.PrometheusDuration.TryParse(pieces[open + 1].Text, out var window) && window < ShortestWindow)
            {
                yield return pieces[open + 1].Text;
            }
        }
    }
}
