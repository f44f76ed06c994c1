using System.Text.Json.Nodes;

namespace GitOpsDemo.Delivery.Monitoring.Dashboards;

/// <summary>
/// What stands in a dashboard
/// (<see href="https://grafana.com/docs/grafana/latest/visualizations/dashboards/build-dashboards/view-dashboard-json-model/"/>).
/// </summary>
/// <param name="Panels">The panels, also those inside of rows.</param>
/// <param name="Range">The range of time that is shown, such as <c>now-1h</c> to now.</param>
public sealed record DashboardContent(IReadOnlyList<DashboardPanel> Panels, IReadOnlyList<DashboardVariable> Variables, TimeSpan Range)
{
    /// <summary>Panels that ask nothing, also where queries of another type were left in them.</summary>
    private static readonly string[] SilentTypes = ["text", "news", "dashlist", "alertlist", "annolist", "gettingstarted", "welcome"];

    private static readonly TimeSpan GrafanasOwnRange = TimeSpan.FromHours(6);

    /// <summary>Reads a dashboard.</summary>
    /// <exception cref="DeliveryException">A part of it is not what Grafana writes.</exception>
    public static DashboardContent Of(Dashboard dashboard) =>
        ForeignJson.Read(dashboard.Text, dashboard.FileName, "export the dashboard from Grafana again", root =>
        {
            DashboardVariable[] variables = [.. root.Items("templating", "list").Select(Variable)];
            var rows = root.Items("rows").SelectMany(row => PanelsOf(row, row.Text("repeat"), variables));
            return new DashboardContent(
                [.. Named(rows.Concat(PanelsOf(root, repeat: null, variables)))],
                variables,
                RangeOf(root.Text("time", "from")) ?? GrafanasOwnRange);
        });

    /// <summary>The panels of a dashboard, of a row that is folded up, or of a row of old.</summary>
    private static IEnumerable<DashboardPanel> PanelsOf(JsonNode parent, string? repeat, IReadOnlyList<DashboardVariable> variables)
    {
        foreach (var panel in parent.Items("panels"))
        {
            if (panel.Text("type") is not "row")
            {
                yield return Panel(panel, panel.Text("repeat") ?? repeat, variables);
                continue;
            }

            // What follows a row that is open belongs to it.
            repeat = panel.Text("repeat");
            foreach (var inner in PanelsOf(panel, repeat, variables))
            {
                yield return inner;
            }
        }
    }

    private static DashboardPanel Panel(JsonNode panel, string? repeat, IReadOnlyList<DashboardVariable> variables)
    {
        var source = SourceOf(panel.At("datasource"), variables);
        var isMixed = source.Uid is "-- Mixed --";
        var type = panel.Text("type") ?? "";
        var queries = SilentTypes.Contains(type) ? [] : panel.Items("targets");
        return new(
            panel.Text("title") ?? "",
            type,
            panel.Text("fieldConfig", "defaults", "unit") ?? panel.Text("format") ?? panel.Items("yaxes").FirstOrDefault().Text("format"),
            [.. Lettered(queries.Select(query => Query(query, isMixed ? default : source, variables)))])
        {
            HasUnitsOfSeries = panel.Items("fieldConfig", "overrides")
                .SelectMany(each => each.Items("properties"))
                .Any(property => property.Text("id") is "unit"),
            Repeat = repeat,
            Library = panel.At("libraryPanel") is { } library ? library.Text("name") ?? library.Text("uid") ?? "without a name" : null,
            Range = RangeOf(panel.Text("timeFrom") is { } from ? $"now-{from.Replace("now-", "", StringComparison.Ordinal)}" : null),
        };
    }

    private static PanelQuery Query(JsonNode query, (string? Type, string? Uid) ofPanel, IReadOnlyList<DashboardVariable> variables)
    {
        var (type, uid) = query.At("datasource") is { } own ? SourceOf(own, variables) : ofPanel;
        var isExpression = type is "__expr__" || uid is "__expr__";
        var expression = query.Text("expr") ?? (isExpression ? query.Text("expression") : null) ?? "";
        return new(query.Text("refId") ?? "", type, uid, expression, query.Text("legendFormat"))
        {
            IsHidden = query.Text("hide") is "true",
        };
    }

    /// <summary>A query without a name gets the first letter that is free, as Grafana gives it.</summary>
    private static IEnumerable<PanelQuery> Lettered(IEnumerable<PanelQuery> queries)
    {
        var all = queries.ToList();
        var taken = all.Select(query => query.RefId).ToHashSet();
        return all.Select(query => query.RefId.Length > 0 ? query : query with { RefId = Letters().First(taken.Add) });
    }

    /// <summary>A to Z, and then AA, AB …: more than a panel has queries.</summary>
    private static IEnumerable<string> Letters()
    {
        var letters = Enumerable.Range('A', 26).Select(letter => $"{(char)letter}").ToList();
        return letters.Concat(letters.SelectMany(first => letters.Select(second => first + second)));
    }

    /// <summary>
    /// A data source: an object, or its name as it was once written. Its type is that of its variable, where it does not say one.
    /// </summary>
    private static (string? Type, string? Uid) SourceOf(JsonNode? source, IReadOnlyList<DashboardVariable> variables)
    {
        var (type, uid) = source is JsonObject ? (source.Text("type"), source.Text("uid")) : (null, source.Text());
        type ??= variables.FirstOrDefault(variable => variable.Type == "datasource" && IsReference(uid, variable.Name))?.Query;
        return (type ?? (uid is not null && uid.Contains("loki", StringComparison.OrdinalIgnoreCase) ? "loki" : null), uid);
    }

    /// <summary>Whether a text is the value of a variable, in one of the ways to write it.</summary>
    internal static bool IsReference(string? text, string variable) =>
        text is not null && (text == $"${{{variable}}}" || text == $"${variable}" || text == $"[[{variable}]]");

    private static DashboardVariable Variable(JsonNode variable) => new(
        variable.Text("name") ?? "",
        variable.Text("type") ?? "",
        variable.Text("allValue") is { Length: > 0 } all ? all : null,
        variable.At("query") is JsonObject query ? query.Text("query") : variable.Text("query"))
    {
        Current = variable.At("current", "value") switch
        {
            JsonArray values => [.. values.Select(value => value.Text()).OfType<string>()],
            var value => value.Text() is { Length: > 0 } only ? [only] : [],
        },
        Pattern = variable.Text("regex") is { Length: > 0 } pattern ? pattern : null,
        IsMultiple = variable.Text("multi") is "true" || variable.Text("includeAll") is "true",
        HasAll = variable.Text("includeAll") is "true",
    };

    /// <summary>Panels of one title are told apart by a number.</summary>
    private static IEnumerable<DashboardPanel> Named(IEnumerable<DashboardPanel> panels)
    {
        var seen = new Dictionary<string, int>();
        foreach (var panel in panels)
        {
            var title = panel.Title.Length > 0 ? panel.Title : $"without a title ({panel.Type})";
            seen[title] = seen.GetValueOrDefault(title) + 1;
            yield return panel with { Name = seen[title] == 1 ? title : $"{title} ({seen[title]})" };
        }
    }

    private static TimeSpan? RangeOf(string? from) =>
        from is not null && from.StartsWith("now-", StringComparison.Ordinal) && Manifests.PrometheusDuration.TryParse(
            from[4..], out var range) && range > TimeSpan.Zero
            ? range
            : null;
}
