using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Monitoring.Dashboards;
using GitOpsDemo.Delivery.Proof;

namespace GitOpsDemo.Kubernetes.Dashboards;

/// <summary>The proof that the Grafana of a cluster shows the dashboards.</summary>
internal sealed class GrafanaProof(ServiceAddresses addresses, GrafanaAdmin admin)
{
    /// <summary>As in monitoring/prometheus-values.yaml.</summary>
    private static readonly string[] DataSources = ["prometheus", "loki"];

    /// <summary>The proof of each dashboard and each data source.</summary>
    public async Task<Claim> OfAsync(IReadOnlyList<Dashboard> dashboards, CancellationToken cancellationToken)
    {
        var grafana = new GrafanaClient(ServiceClient.Bounded(
            await addresses.OfAsync(ServiceApi.Grafana, cancellationToken), await admin.AccessAsync(cancellationToken)));
        return new ShownDashboards(
            grafana,
            DataSources,
            "the sidecar has not loaded it, or another ConfigMap has its uid",
            "./build.sh --target=ApplyDashboards, then look at the sidecar's log").Proof(
            dashboards,
            (dashboard, check) => new(check, TimeSpan.Zero, new Awaited(Part.Dashboards, ConfigMapDashboards.ObjectOf(dashboard))));
    }
}
