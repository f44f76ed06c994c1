using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Monitoring.Alerts;
using GitOpsDemo.Delivery.Monitoring.Prometheus;

namespace GitOpsDemo.Drill;

/// <summary>Where drills are held: the lab, or a cluster.</summary>
public interface IDrillPlatform
{
    /// <summary>Makes everything ready for a drill.</summary>
    /// <param name="live">What runs; its replicas are the ones that suffer.</param>
    /// <param name="rules">The rules, already in <paramref name="scale"/>.</param>
    /// <param name="scale">How much faster than true time the drill goes.</param>
    /// <exception cref="DeliveryException">Something that the drill needs does not run, or can't be asked.</exception>
    Task<IDrillSession> OpenAsync(LiveEnvironment live, PrometheusRule rules, TimeScale scale, CancellationToken cancellationToken);
}

/// <summary>What one drill works on. Disposing of it takes away what was set up for the drill.</summary>
public interface IDrillSession : IAsyncDisposable
{
    string Environment { get; }

    /// <summary>The namespace that the alerts carry.</summary>
    string Namespace { get; }

    /// <summary>How much faster than true time it goes.</summary>
    TimeScale Scale { get; }

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

/// <summary>Removes all replicas at once, and puts them back.</summary>
public interface IOutage
{
    /// <summary>What a person types when <see cref="EndAsync"/> fails.</summary>
    string EndsByHand { get; }

    /// <summary>From now on no replica answers.</summary>
    Task BeginAsync(CancellationToken cancellationToken);

    /// <summary>All replicas are as before. Does no harm when the outage never began, or only in part.</summary>
    Task EndAsync(CancellationToken cancellationToken);
}

/// <summary>A replica of the service as a drill reaches it.</summary>
/// <param name="Pod">Its name.</param>
/// <param name="Address">Where this very replica answers, with a slash at its end.</param>
public sealed record DrillReplica(string Pod, Uri Address);
