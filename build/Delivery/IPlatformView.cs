using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Report.Diff;

namespace GitOpsDemo.Delivery;

/// <summary>Looks at a platform, and changes nothing, not even what a look would need.</summary>
public interface IPlatformView
{
    /// <summary>Where images and commits would go when no option says so, as far as it is there already.</summary>
    PlatformDefaults Defaults { get; }

    /// <summary>What images have to run on there, when no option says so.</summary>
    /// <exception cref="DeliveryException">No image that is made here runs there.</exception>
    Task<IReadOnlyList<ImagePlatform>> ImagePlatformsAsync(CancellationToken cancellationToken);

    /// <summary>Whether what is live in an environment is what the repository asks for, and healthy.</summary>
    Task<SyncState> SyncStateAsync(LiveEnvironment live, CancellationToken cancellationToken);

    /// <summary>What differs between what is wanted and what is there.</summary>
    Task<IReadOnlyList<Difference>> CompareAsync(WantedState wanted, CancellationToken cancellationToken);
}

/// <summary>Whether what is live is what the GitOps repository asks for, in Argo CD's words.</summary>
/// <param name="Sync"><c>Synced</c>, <c>OutOfSync</c> or <c>Unknown</c>.</param>
/// <param name="Health"><c>Healthy</c>, <c>Progressing</c>, <c>Degraded</c>, <c>Suspended</c>, <c>Missing</c> or <c>Unknown</c>.</param>
public sealed record SyncState(string Sync, string Health);
