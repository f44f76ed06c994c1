using System.Text;
using System.Text.Json.Nodes;
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

    /// <summary>Some editors begin a file with it; JSON does not.</summary>
    private const char ByteOrderMark = '\uFEFF';

    /// <summary>Reads the dashboards of a folder, in the order of their names.</summary>
    /// <exception cref="DeliveryException">The folder can't be read, or one of them is no dashboard.</exception>
    public static IReadOnlyList<Dashboard> LoadAll(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(Load)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DeliveryException($"{folder} can't be read", exception.Message, "put the dashboards there, readable", exception);
        }
    }

    private static Dashboard Load(string path)
    {
        var text = Encoding.UTF8.GetString(SmallFile.Read(path)).TrimStart(ByteOrderMark);
        var (uid, title) = ForeignJson.Read(text, path, "fix the file", Names);
        return uid is { Length: > 0 and <= LongestUid } && title is not null
            ? new(Path.GetFileName(path), uid, title, text)
            : throw new DeliveryException(
                $"{path} can't be used", $"a dashboard has a title and a uid of 1 to {LongestUid} characters", "fix the file");
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
/// <param name="Title">Its title.</param>
/// <param name="Type">What draws it, such as <c>timeseries</c>, <c>stat</c>, <c>heatmap</c> or <c>logs</c>.</param>
/// <param name="Unit">The unit of its values, as Grafana names it, such as <c>reqps</c>, <c>s</c> or <c>percentunit</c>; null when none is set.</param>
/// <param name="Queries">What it asks.</param>
public sealed record DashboardPanel(string Title, string Type, string? Unit, IReadOnlyList<PanelQuery> Queries);

/// <summary>A variable that a person chooses at the top of a dashboard.</summary>
/// <param name="Name">Its name, without <c>$</c>.</param>
/// <param name="Type">What its values are: <c>datasource</c>, <c>query</c>, <c>custom</c>, <c>constant</c>.</param>
/// <param name="AllValue">What stands for all of its values, or null.</param>
/// <param name="Query">What its values come from: the type of data source, the query, or the value itself.</param>
public sealed record DashboardVariable(string Name, string Type, string? AllValue, string? Query);

/// <summary>A query of a panel.</summary>
/// <param name="RefId">Its name in the panel, such as <c>A</c>.</param>
/// <param name="DataSourceType">What answers it: <c>prometheus</c> or <c>loki</c>; null when the dashboard does not say.</param>
/// <param name="DataSource">The uid of the data source, usually a variable such as <c>${datasource}</c>; null when the dashboard does not say.</param>
/// <param name="Expression">The PromQL or LogQL, with variables in it.</param>
/// <param name="Legend">How its series are called, such as <c>{{namespace}}</c>; null when nothing is said.</param>
public sealed record PanelQuery(string RefId, string? DataSourceType, string? DataSource, string Expression, string? Legend)
{
    /// <summary>Whether Prometheus answers it.</summary>
    public bool IsPromQL => DataSourceType is "prometheus";
}
