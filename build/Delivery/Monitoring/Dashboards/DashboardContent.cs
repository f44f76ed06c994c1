using System.Text.Json.Nodes;

namespace GitOpsDemo.Delivery.Monitoring.Dashboards;

/// <summary>
/// What stands in a dashboard
/// (<see href="https://grafana.com/docs/grafana/latest/visualizations/dashboards/build-dashboards/view-dashboard-json-model/"/>).
/// </summary>
/// <param name="Panels">The panels, also those inside of rows.</param>
/// <param name="Variables">The variables.</param>
/// <param name="Range">The range of time that is shown, such as <c>now-1h</c> to now.</param>
public sealed record DashboardContent(IReadOnlyList<DashboardPanel> Panels, IReadOnlyList<DashboardVariable> Variables, TimeSpan Range)
{
    /// <summary>The schema of the first Grafana that has no panels of Angular (11).</summary>
    private const int WithoutAngular = 39;

    private static readonly TimeSpan GrafanasOwnRange = TimeSpan.FromHours(6);

    /// <summary>
    /// Whether the model is one that a Grafana wrote which still had the panels of Angular: newer ones draw those as what took their place.
    /// </summary>
    public bool IsOld { get; init; }

    /// <summary>Reads a dashboard.</summary>
    /// <exception cref="DeliveryException">A part of it is not what Grafana writes.</exception>
    public static DashboardContent Of(Dashboard dashboard) =>
        ForeignJson.Read(dashboard.Text, dashboard.FileName, "export the dashboard from Grafana again", root =>
        {
            DashboardVariable[] variables = [.. Items(At(root, "templating", "list")).Select(Variable)];
            var rows = Items(At(root, "rows")).SelectMany(row => PanelsOf(row, Text(row, "repeat"), variables));
            return new DashboardContent(
                [.. Named(rows.Concat(PanelsOf(root, repeat: null, variables)))],
                variables,
                RangeOf(Text(root, "time", "from")) ?? GrafanasOwnRange)
            {
                IsOld = int.TryParse(Text(root, "schemaVersion"), out var version) && version < WithoutAngular,
            };
        });

    /// <summary>The panels of a dashboard, of a row that is folded up, or of a row of old.</summary>
    private static IEnumerable<DashboardPanel> PanelsOf(JsonNode parent, string? repeat, IReadOnlyList<DashboardVariable> variables)
    {
        foreach (var panel in Items(At(parent, "panels")))
        {
            if (Text(panel, "type") is not "row")
            {
                yield return Panel(panel, Text(panel, "repeat") ?? repeat, variables);
                continue;
            }

            // What follows a row that is open belongs to it.
            repeat = Text(panel, "repeat");
            foreach (var inner in PanelsOf(panel, repeat, variables))
            {
                yield return inner;
            }
        }
    }

    private static DashboardPanel Panel(JsonNode panel, string? repeat, IReadOnlyList<DashboardVariable> variables)
    {
        var source = SourceOf(At(panel, "datasource"), variables);
        var isMixed = source.Uid is "-- Mixed --";
        return new(
            Text(panel, "title") ?? "",
            Text(panel, "type") ?? "",
            Text(panel, "fieldConfig", "defaults", "unit") ?? Text(panel, "format") ?? Text(
                Items(At(panel, "yaxes")).FirstOrDefault(), "format"),
            [.. Items(At(panel, "targets")).Select(query => Query(query, isMixed ? default : source, variables))])
        {
            HasUnitsOfSeries = Items(At(panel, "fieldConfig", "overrides"))
                .SelectMany(each => Items(At(each, "properties")))
                .Any(property => Text(property, "id") is "unit"),
            Repeat = repeat,
            Library = At(panel, "libraryPanel") is { } library ? Text(library, "name") ?? Text(library, "uid") ?? "without a name" : null,
            Range = RangeOf(Text(panel, "timeFrom") is { } from ? $"now-{from.Replace("now-", "", StringComparison.Ordinal)}" : null),
        };
    }

    private static PanelQuery Query(JsonNode query, (string? Type, string? Uid) ofPanel, IReadOnlyList<DashboardVariable> variables)
    {
        var (type, uid) = At(query, "datasource") is { } own ? SourceOf(own, variables) : ofPanel;
        var isExpression = type is "__expr__" || uid is "__expr__";
        var expression = Text(query, "expr") ?? (isExpression ? Text(query, "expression") : null) ?? "";
        return new(Text(query, "refId") ?? "", type, uid, expression, Text(query, "legendFormat"))
        {
            IsHidden = Text(query, "hide") is "true",
        };
    }

    /// <summary>
    /// A data source: an object, or its name as it was once written. Its type is that of its variable, where it does not say one.
    /// </summary>
    private static (string? Type, string? Uid) SourceOf(JsonNode? source, IReadOnlyList<DashboardVariable> variables)
    {
        var (type, uid) = source is JsonObject ? (Text(source, "type"), Text(source, "uid")) : (null, Text(source));
        type ??= variables.FirstOrDefault(variable => variable.Type == "datasource" && IsReference(uid, variable.Name))?.Query;
        return (type ?? (uid is not null && uid.Contains("loki", StringComparison.OrdinalIgnoreCase) ? "loki" : null), uid);
    }

    /// <summary>Whether a text is the value of a variable, in one of the ways to write it.</summary>
    internal static bool IsReference(string? text, string variable) =>
        text is not null && (text == $"${{{variable}}}" || text == $"${variable}" || text == $"[[{variable}]]");

    private static DashboardVariable Variable(JsonNode variable) => new(
        Text(variable, "name") ?? "",
        Text(variable, "type") ?? "",
        Text(variable, "allValue") is { Length: > 0 } all ? all : null,
        At(variable, "query") is JsonObject query ? Text(query, "query") : Text(variable, "query"))
    {
        Current = At(variable, "current", "value") switch
        {
            JsonArray values => [.. values.Select(value => Text(value)).OfType<string>()],
            var value => Text(value) is { Length: > 0 } only ? [only] : [],
        },
        Pattern = Text(variable, "regex") is { Length: > 0 } pattern ? pattern : null,
        IsMultiple = Text(variable, "multi") is "true" || Text(variable, "includeAll") is "true",
        HasAll = Text(variable, "includeAll") is "true",
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

    private static JsonNode? At(JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            node = (node as JsonObject)?[name];
        }

        return node;
    }

    private static IEnumerable<JsonNode> Items(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonNode>();

    private static string? Text(JsonNode? node, params ReadOnlySpan<string> path) =>
        At(node, path) is JsonValue value ? value.ToString() : null;
}
