using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Dashboards;
using GitOpsDemo.Delivery.Report.Diff;

namespace GitOpsDemo.Kubernetes.Dashboards;

/// <summary>Puts dashboards into ConfigMaps, which Grafana's sidecar finds by their label.</summary>
public sealed class ConfigMapDashboards(IKubectl kubectl, IDeliveryLog log) : IDashboardDelivery
{
    /// <summary>As in monitoring/prometheus-values.yaml.</summary>
    private const string Label = "grafana_dashboard";

    private const string FolderAnnotation = "grafana_folder";

    private static readonly Regex NameForm = new(@"^[a-z0-9-]+(\.[a-z0-9-]+)*\z");
    private static readonly Regex KeyForm = new(@"^[A-Za-z0-9._-]+\z");

    public async Task ApplyAsync(IReadOnlyList<Dashboard> dashboards, CancellationToken cancellationToken)
    {
        var present = await kubectl.GetAsync(new("configmaps", Namespace: null) { Selector = $"{Label}=1" }, cancellationToken);
        foreach (var dashboard in dashboards)
        {
            var own = (ClusterSettings.MonitoringNamespace, NameOf(dashboard));
            RefuseClash(dashboard, present.Where(map => (map.Namespace(), map.Name()) != own));
        }

        await kubectl.ApplyAsync(Manifests(dashboards), cancellationToken);
        log.Information($"Grafana's sidecar is given {string.Join(", ", dashboards.Select(dashboard => dashboard.Title))}");
    }

    public async Task<IReadOnlyList<Difference>> CompareAsync(IReadOnlyList<Dashboard> dashboards, CancellationToken cancellationToken) =>
        !await kubectl.ExistsAsync("namespaces", ClusterSettings.MonitoringNamespace, ns: null, cancellationToken)
            ? [new("dashboards", $"namespace {ClusterSettings.MonitoringNamespace} is not there: {dashboards.Count} are new")]
            : await kubectl.DiffAsync(Manifests(dashboards), cancellationToken) is { Length: > 0 } text ? [new("dashboards", text)] : [];

    internal static ObjectMetadata ObjectOf(Dashboard dashboard) =>
        new("v1", "ConfigMap", ClusterSettings.MonitoringNamespace, NameOf(dashboard), new Dictionary<string, string> { [Label] = "1" });

    private static string Manifests(IReadOnlyList<Dashboard> dashboards) =>
        KubectlExtensions.Manifest(dashboards.Select(Manifest));

    private static void RefuseClash(Dashboard dashboard, IEnumerable<JsonNode> others)
    {
        foreach (var other in others)
        {
            if (other.Map("data").Values.Any(text => Dashboard.UidIn(text) == dashboard.Uid))
            {
                throw new DeliveryException(
                    $"{dashboard.FileName} can't be added to Grafana",
                    $"ConfigMap {other.Namespace()}/{other.Name()} has a dashboard with the uid {dashboard.Uid} too, "
                    + "and Grafana would change neither",
                    "give one of them another uid, or remove that ConfigMap");
            }
        }
    }

    /// <summary>By the file; by the uid where the API takes no such name, as of Grafana's own exports.</summary>
    private static string NameOf(Dashboard dashboard) =>
        Path.GetFileNameWithoutExtension(dashboard.FileName).ToLowerInvariant() is var file && NameForm.IsMatch(file)
            ? $"dashboard-{file}"
            : $"dashboard-{dashboard.Uid.ToLowerInvariant().Replace('_', '-')}".TrimEnd('-');

    private static JsonObject Manifest(Dashboard dashboard) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = new JsonObject
        {
            ["name"] = NameOf(dashboard),
            ["namespace"] = ClusterSettings.MonitoringNamespace,
            ["labels"] = new JsonObject { [Label] = "1" },
            ["annotations"] = new JsonObject { [FolderAnnotation] = Dashboard.Folder },
        },
        ["data"] = new JsonObject { [KeyForm.IsMatch(dashboard.FileName) ? dashboard.FileName : $"{dashboard.Uid}.json"] = dashboard.Text },
    };
}

/// <summary>
/// A way to put dashboards into Grafana. There must be only one: a dashboard that comes by two ways can't be changed by either.
/// </summary>
public interface IDashboardDelivery
{
    /// <summary>Puts dashboards into Grafana, where they replace those with the same uid.</summary>
    Task ApplyAsync(IReadOnlyList<Dashboard> dashboards, CancellationToken cancellationToken);

    /// <summary>What that would change.</summary>
    Task<IReadOnlyList<Difference>> CompareAsync(IReadOnlyList<Dashboard> dashboards, CancellationToken cancellationToken);
}
