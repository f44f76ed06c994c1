using System.Net;
using System.Text.Json.Nodes;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Monitoring.Dashboards;
using GitOpsDemo.Delivery.Report.Diff;

namespace GitOpsDemo.Kubernetes.Dashboards;

/// <summary>
/// Puts dashboards into Grafana through its HTTP API
/// (<see href="https://grafana.com/docs/grafana/latest/developers/http_api/dashboard/"/>). Its first form (<c>/api</c>) is deprecated since
/// Grafana 13; where it has gone, the second (<c>/apis</c>) is asked.
/// </summary>
public sealed class ApiDashboards(ServiceAddresses addresses, GrafanaAdmin admin, IDeliveryLog log) : IDashboardDelivery
{
    private const string FolderUid = "gitops-demo";
    private const string Collection = "apis/dashboard.grafana.app/v1/namespaces/default/dashboards";
    private const string FolderAnnotation = "grafana.app/folder";
    private const string ManagerAnnotation = "grafana.app/managedBy";

    public async Task ApplyAsync(IReadOnlyList<Dashboard> dashboards, CancellationToken cancellationToken)
    {
        var grafana = await GrafanaAsync(cancellationToken);
        foreach (var dashboard in dashboards)
        {
            if (!await SaveAsync(grafana, dashboard, cancellationToken))
            {
                await SaveAsResourceAsync(grafana, dashboard, cancellationToken);
            }

            log.Information($"Grafana has {dashboard.Title}");
        }
    }

    public async Task<IReadOnlyList<Difference>> CompareAsync(IReadOnlyList<Dashboard> dashboards, CancellationToken cancellationToken)
    {
        var grafana = await GrafanaAsync(cancellationToken);
        var differences = new List<Difference>();
        foreach (var dashboard in dashboards)
        {
            var present = await FindAsync(grafana, dashboard, cancellationToken);
            var paths = JsonDifference.Paths(Content(present), Content(JsonNode.Parse(dashboard.Text))).ToList();
            if (paths.Count > 0)
            {
                differences.Add(new(
                    $"dashboard {dashboard.Title}",
                    present is null ? "Grafana does not have it yet" : $"differs at {string.Join(", ", paths)}"));
            }
        }

        return differences;
    }

    private async Task<GrafanaClient> GrafanaAsync(CancellationToken cancellationToken) =>
        new(ServiceClient.Bounded(
            await addresses.OfAsync(ServiceApi.Grafana, cancellationToken), await admin.AccessAsync(cancellationToken)));

    /// <summary>A dashboard as Grafana has it, by whichever form it knows; null when it has none.</summary>
    private static async Task<JsonNode?> FindAsync(GrafanaClient grafana, Dashboard dashboard, CancellationToken cancellationToken)
    {
        var (status, answer) = await grafana.SendAsync(HttpMethod.Get, $"api/dashboards/uid/{dashboard.Uid}", null, cancellationToken);
        if (status == HttpStatusCode.OK)
        {
            return answer.At("dashboard");
        }

        (status, answer) = await grafana.SendAsync(HttpMethod.Get, $"{Collection}/{dashboard.Uid}", null, cancellationToken);
        return status == HttpStatusCode.OK ? answer.At("spec") : null;
    }

    /// <summary>What a person wrote of a dashboard, without what Grafana counts.</summary>
    private static JsonObject Content(JsonNode? dashboard)
    {
        var content = dashboard?.DeepClone() as JsonObject ?? [];
        foreach (var counted in (string[])["id", "uid", "version"])
        {
            content.Remove(counted);
        }

        return content;
    }

    /// <summary>Saves by the first form; false where Grafana does not have it any more.</summary>
    private static async Task<bool> SaveAsync(GrafanaClient grafana, Dashboard dashboard, CancellationToken cancellationToken)
    {
        var (found, meta) = await grafana.SendAsync(HttpMethod.Get, $"api/dashboards/uid/{dashboard.Uid}", null, cancellationToken);
        if (found == HttpStatusCode.OK && meta.Text("meta", "provisioned") == "true")
        {
            throw Provisioned(dashboard);
        }

        // An update that names no folder would move the dashboard to the top.
        var folder = found == HttpStatusCode.OK ? meta.Text("meta", "folderUid") ?? "" : await EnsureFolderAsync(
            grafana, cancellationToken);
        var body = JsonNode.Parse(dashboard.Text)!.AsObject();
        body["id"] = null;
        var (status, answer) = await grafana.SendAsync(
            HttpMethod.Post,
            "api/dashboards/db",
            new JsonObject { ["dashboard"] = body, ["folderUid"] = folder, ["overwrite"] = true, ["message"] = "GitOpsDemo build" },
            cancellationToken);
        return status switch
        {
            HttpStatusCode.OK => true,
            HttpStatusCode.NotFound or HttpStatusCode.Gone => false,
            _ => throw grafana.Refused(dashboard.FileName, status, answer),
        };
    }

    private static async Task<string> EnsureFolderAsync(GrafanaClient grafana, CancellationToken cancellationToken)
    {
        var folder = new JsonObject { ["uid"] = FolderUid, ["title"] = Dashboard.Folder };
        var (status, answer) = await grafana.SendAsync(HttpMethod.Post, "api/folders", folder, cancellationToken);
        return status switch
        {
            HttpStatusCode.OK or HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed => FolderUid,
            HttpStatusCode.NotFound or HttpStatusCode.Gone => "",
            _ => throw grafana.Refused("the folder", status, answer),
        };
    }

    private static async Task SaveAsResourceAsync(GrafanaClient grafana, Dashboard dashboard, CancellationToken cancellationToken)
    {
        var (found, present) = await grafana.SendAsync(HttpMethod.Get, $"{Collection}/{dashboard.Uid}", null, cancellationToken);
        var annotations = found == HttpStatusCode.OK ? present.Map("metadata", "annotations") : new Dictionary<string, string>();
        if (annotations.ContainsKey(ManagerAnnotation))
        {
            throw Provisioned(dashboard);
        }

        var metadata = new JsonObject { ["name"] = dashboard.Uid };
        if (annotations.TryGetValue(FolderAnnotation, out var folder))
        {
            metadata["annotations"] = new JsonObject { [FolderAnnotation] = folder };
        }

        if (present.Text("metadata", "resourceVersion") is { } version)
        {
            metadata["resourceVersion"] = version;
        }

        var resource = new JsonObject { ["metadata"] = metadata, ["spec"] = JsonNode.Parse(dashboard.Text) };
        var (status, answer) = found == HttpStatusCode.OK
            ? await grafana.SendAsync(HttpMethod.Put, $"{Collection}/{dashboard.Uid}", resource, cancellationToken)
            : await grafana.SendAsync(HttpMethod.Post, Collection, resource, cancellationToken);
        if (status is not (HttpStatusCode.OK or HttpStatusCode.Created))
        {
            throw grafana.Refused(dashboard.FileName, status, answer);
        }
    }

    private static DeliveryException Provisioned(Dashboard dashboard) => new(
        $"{dashboard.FileName} can't be saved through the API",
        $"Grafana has {dashboard.Uid} from a file or a ConfigMap, which alone may change it",
        "leave out --dashboards-by=api, or remove the ConfigMap");
}
