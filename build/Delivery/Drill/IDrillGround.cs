using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring;

namespace GitOpsDemo.Delivery.Drill;

/// <summary>Where drills are held: the lab, or a cluster.</summary>
public interface IDrillGround
{
    /// <summary>Makes everything ready for a drill.</summary>
    /// <param name="live">What runs; its replicas are the ones that suffer.</param>
    /// <param name="rules">The rules, already in <paramref name="scale"/>.</param>
    /// <param name="scale">How much faster than true time the drill goes.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="DeliveryException">Something that the drill needs does not run, or can't be asked.</exception>
    Task<IDrillSite> OpenAsync(LiveEnvironment live, PrometheusRule rules, TimeScale scale, CancellationToken cancellationToken);
}
