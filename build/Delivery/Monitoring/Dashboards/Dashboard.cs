using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Delivery.Monitoring.Dashboards;

/// <summary>A dashboard of Grafana, as in a file of <c>monitoring/dashboards/</c>.</summary>
/// <param name="FileName">The name of the file, such as <c>gitops-demo.json</c>.</param>
/// <param name="Uid">What Grafana knows it by, for good.</param>
/// <param name="Title">What it is called, once a folder.</param>
/// <param name="Text">The whole text of the file.</param>
public sealed record Dashboard(string FileName, string Uid, string Title, string Text)
{
    /// <summary>The folder of Grafana that they are shown in.</summary>
    public const string Folder = "GitOps Demo";

    /// <summary>The most that Grafana takes.</summary>
    private const int LongestUid = 40;

    private static readonly Regex UidForm = new($@"^[A-Za-z0-9_-]{{1,{LongestUid}}}\z");

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Reads the dashboards of a folder and those below it, in the order of their names. Hidden files are an editor's.</summary>
    /// <exception cref="DeliveryException">
    /// The folder can't be read, one of them is no dashboard, or Grafana would take two for one.
    /// </exception>
    public static IReadOnlyList<Dashboard> LoadAll(string folder)
    {
        try
        {
            List<string> files =
            [
                .. Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories)
                    .Where(path => !Path.GetFileName(path).StartsWith('.'))
                    .Order(StringComparer.Ordinal),
            ];
            var dashboards = files.ConvertAll(Load);
            RequireUnique("the name", dashboards.Select(dashboard => dashboard.FileName));
            RequireUnique("the uid", dashboards.Select(dashboard => dashboard.Uid));
            return dashboards;

            void RequireUnique(string what, IEnumerable<string> values)
            {
                var same = files.Zip(values).GroupBy(pair => pair.Second, pair => Path.GetRelativePath(folder, pair.First));
                if (same.FirstOrDefault(group => group.Count() > 1) is { } twice)
                {
                    throw Unusable(
                        folder,
                        $"{string.Join(" and ", twice)} have {what} {twice.Key}, and Grafana would show one of them",
                        "give each its own");
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DeliveryException($"{folder} can't be read", exception.Message, "put readable dashboards there", exception);
        }
    }

    private static Dashboard Load(string path)
    {
        var text = Encoding.UTF8.GetString(SmallFile.Read(path));
        var root = ForeignJson.Read(text, path, "fix the file") as JsonObject
            ?? throw Unusable(path, "it is not a JSON object, and so not a dashboard", "export the dashboard from Grafana again");
        var model = Unwrapped(root, path);
        var uid = Value(model["uid"]) is { Length: > 0 } given
            ? given
            : Value((root["metadata"] as JsonObject)?["name"]) ?? UidOf(Path.GetFileNameWithoutExtension(path));
        if (!UidForm.IsMatch(uid) || Value(model["title"]) is not { Length: > 0 } title)
        {
            throw Unusable(path, $"a dashboard has a title and a uid of 1 to {LongestUid} letters, digits, '-' and '_'", "fix the file");
        }

        if (ReferenceEquals(model, root) && model["uid"] is not null)
        {
            return new(Path.GetFileName(path), uid, title, text);
        }

        var own = (JsonObject)model.DeepClone();
        own["uid"] = uid;
        return new(Path.GetFileName(path), uid, title, own.ToJsonString(Indented));
    }

    /// <summary>The dashboard itself, which Grafana's API and its exports wrap.</summary>
    private static JsonObject Unwrapped(JsonObject root, string path)
    {
        if (root["dashboard"] is JsonObject answer && root["panels"] is null)
        {
            return answer;
        }

        return (Value(root["apiVersion"]), root["spec"]) switch
        {
            ({ } version, JsonObject spec) when spec["elements"] is not null || version.Contains(
                "/v2", StringComparison.Ordinal) => throw Unusable(
                path,
                $"it is written in schema v2 ({Untrusted.Shown(version)}), which is not read here",
                "in Grafana: Export, model Classic (or V1 Resource); put that file there"),
            ({ } version, JsonObject spec) when version.StartsWith("dashboard.grafana.app/", StringComparison.Ordinal) => spec,
            _ => root,
        };
    }

    private static DeliveryException Unusable(string path, string why, string next) => new($"{path} can't be used", why, next);

    private static string? Value(JsonNode? node) => node is JsonValue value ? value.ToString() : null;

    /// <summary>A uid for a dashboard without one, the same each time: it is replaced then and not doubled.</summary>
    private static string UidOf(string name)
    {
        var plain = string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '-'));
        return plain.Length <= LongestUid ? plain : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..LongestUid];
    }

    /// <summary>The uid in a text that may be a dashboard's; null where it is none.</summary>
    public static string? UidIn(string text)
    {
        try
        {
            return ForeignJson.Read(text, "the dashboard", "fix the file", Names).Uid;
        }
        catch (DeliveryException)
        {
            return null;
        }
    }

    private static (string? Uid, string? Title) Names(JsonNode dashboard) => (dashboard["uid"]?.ToString(), dashboard["title"]?.ToString());
}

/// <summary>A panel of a dashboard.</summary>
/// <param name="Type">What draws it, such as <c>timeseries</c>, <c>stat</c>, <c>heatmap</c> or <c>logs</c>.</param>
/// <param name="Unit">
/// The unit of its values, as Grafana names it, such as <c>reqps</c>, <c>s</c> or <c>percentunit</c>; null when none is set.
/// </param>
/// <param name="Queries">What it asks.</param>
public sealed record DashboardPanel(string Title, string Type, string? Unit, IReadOnlyList<PanelQuery> Queries)
{
    /// <summary>What tells it from the others: its title, with a number where another has the same.</summary>
    public string Name { get; init; } = Title;

    public bool HasUnitsOfSeries { get; init; }

    /// <summary>The variable for each of whose values Grafana draws it again; null for none.</summary>
    public string? Repeat { get; init; }

    /// <summary>The panel of Grafana's library that is there; null for none.</summary>
    public string? Library { get; init; }

    /// <summary>The range of time that it shows; null for the dashboard's.</summary>
    public TimeSpan? Range { get; init; }

    /// <summary>The queries that Grafana sends: hidden ones only where an expression reads them.</summary>
    public IEnumerable<PanelQuery> Sent => Queries.Where(query =>
        query is { Expression.Length: > 0, IsAsked: true } && (!query.IsHidden || IsRead(query.RefId)));

    private bool IsRead(string refId) => Queries.Any(query => query.Kind == QueryKind.Expression
        && (query.Expression == refId || Regex.IsMatch(query.Expression, $@"\$(\{{{Regex.Escape(refId)}\}}|{Regex.Escape(refId)}\b)")));
}

/// <summary>A variable that a person chooses at the top of a dashboard.</summary>
/// <param name="Name">Its name, without <c>$</c>.</param>
/// <param name="Type">
/// What its values are: <c>datasource</c>, <c>query</c>, <c>custom</c>, <c>interval</c>, <c>constant</c>, <c>textbox</c>, <c>adhoc</c>.
/// </param>
/// <param name="AllValue">What stands for all of its values, or null.</param>
/// <param name="Query">What its values come from: the type of data source, the query, or the values themselves.</param>
public sealed record DashboardVariable(string Name, string Type, string? AllValue, string? Query)
{
    /// <summary>The values that were chosen when the dashboard was saved; <c>$__all</c> is one.</summary>
    public IReadOnlyList<string> Current { get; init; } = [];

    /// <summary>What is taken of each value of a query; null for the whole of it.</summary>
    public string? Pattern { get; init; }

    /// <summary>Whether several values can be chosen, or all.</summary>
    public bool IsMultiple { get; init; }

    /// <summary>Whether all values can be chosen.</summary>
    public bool HasAll { get; init; }
}

/// <summary>What a query of a panel asks.</summary>
public enum QueryKind
{
    /// <summary>Prometheus, also where the dashboard leaves it to Grafana's default.</summary>
    PromQL,

    LogQL,

    /// <summary>Other queries of the panel.</summary>
    Expression,

    /// <summary>What another panel has asked, or what Grafana itself knows.</summary>
    Grafana,

    /// <summary>A data source that is not known here.</summary>
    Other,
}

/// <summary>A query of a panel.</summary>
/// <param name="RefId">Its name in the panel, such as <c>A</c>.</param>
/// <param name="DataSourceType">What answers it: <c>prometheus</c> or <c>loki</c>; null when the dashboard does not say.</param>
/// <param name="DataSource">
/// The uid of the data source, usually a variable such as <c>${datasource}</c>; null when the dashboard does not say.
/// </param>
/// <param name="Expression">The PromQL or LogQL, with variables in it.</param>
/// <param name="Legend">How its series are called, such as <c>{{namespace}}</c>; null when it has none.</param>
public sealed record PanelQuery(string RefId, string? DataSourceType, string? DataSource, string Expression, string? Legend)
{
    /// <summary>Whether it is sent only where an expression reads it.</summary>
    public bool IsHidden { get; init; }

    public QueryKind Kind => (DataSourceType, DataSource) switch
    {
        ("__expr__", _) or (_, "__expr__" or "-100") => QueryKind.Expression,
        ("datasource" or "grafana", _) or (_, "-- Dashboard --" or "-- Grafana --" or "grafana") => QueryKind.Grafana,
        ("prometheus", _) or (null, _) => QueryKind.PromQL,
        ("loki", _) => QueryKind.LogQL,
        _ => QueryKind.Other,
    };

    /// <summary>Whether Prometheus answers it.</summary>
    public bool IsPromQL => Kind == QueryKind.PromQL;

    /// <summary>Whether Prometheus or Loki answers it.</summary>
    public bool IsAsked => Kind is QueryKind.PromQL or QueryKind.LogQL;
}
