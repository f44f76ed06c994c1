using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Verification.Alertmanager;
using GitOpsDemo.Delivery.Verification.Prometheus;

namespace GitOpsDemo.Delivery.Drill;

/// <summary>What one drill works on. Disposing of it takes away what was set up for the drill.</summary>
public interface IDrillSite : IAsyncDisposable
{
    /// <summary>The name of the environment.</summary>
    string Environment { get; }

    /// <summary>The namespace that the alerts carry.</summary>
    string Namespace { get; }

    /// <summary>How much faster than true time it goes.</summary>
    TimeScale Scale { get; }

    /// <summary>The replicas; at least one.</summary>
    IReadOnlyList<DrillReplica> Replicas { get; }

    /// <summary>Evaluates the rules.</summary>
    PrometheusClient Prometheus { get; }

    /// <summary>Gets the alerts.</summary>
    AlertmanagerClient Alertmanager { get; }

    /// <summary>Gets Alertmanager's messages; null where they go elsewhere, and arrival in Alertmanager has to do.</summary>
    WebhookReceiver? Receiver { get; }

    /// <summary>What takes the whole service away.</summary>
    IOutage Outage { get; }
}
