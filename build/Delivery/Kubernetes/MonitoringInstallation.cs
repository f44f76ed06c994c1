using System.Text.Json.Nodes;
using GitOpsDemo.Delivery.Kubernetes.Charts;

namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>Brings the monitoring of a cluster up: the namespace, the Secrets, chart by chart, and what the operator makes of them.</summary>
public sealed class MonitoringInstallation(
    ChartCatalog catalog, ChartInstaller installer, GrafanaAdmin admin, SlackSecret slack, OperatedServers servers, IKubectl kubectl)
{
    /// <summary>Makes sure that all of it is there and ready.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await EnsureNamespaceAsync(ClusterSettings.MonitoringNamespace, cancellationToken);
        await admin.EnsureAsync(cancellationToken);
        await slack.EnsureAsync(cancellationToken);
        foreach (var chart in catalog.Monitoring)
        {
            await installer.EnsureAsync(chart, cancellationToken);
        }

        await servers.WaitAsync(cancellationToken);
    }

    private async Task EnsureNamespaceAsync(string name, CancellationToken cancellationToken)
    {
        if (!await kubectl.ExistsAsync("namespace", name, ns: null, cancellationToken))
        {
            var manifest = new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Namespace",
                ["metadata"] = new JsonObject { ["name"] = name },
            };
            await kubectl.ApplyAsync(manifest.ToJsonString(), cancellationToken);
        }
    }
}
