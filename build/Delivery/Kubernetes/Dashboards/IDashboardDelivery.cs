using GitOpsDemo.Delivery.Dashboards;
using GitOpsDemo.Delivery.Diff;

namespace GitOpsDemo.Delivery.Kubernetes.Dashboards;

/// <summary>A way to bring dashboards to Grafana. There must be one only: a dashboard that two ways bring can't be changed by either.</summary>
public interface IDashboardDelivery
{
    /// <summary>Brings dashboards, which replace those with the same uid.</summary>
    Task ApplyAsync(IReadOnlyList<Dashboard> dashboards, CancellationToken cancellationToken);

    /// <summary>What bringing them would change.</summary>
    Task<IReadOnlyList<Difference>> CompareAsync(IReadOnlyList<Dashboard> dashboards, CancellationToken cancellationToken);
}
