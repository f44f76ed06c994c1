using GitOpsDemo.Delivery.Diff;

namespace GitOpsDemo.Delivery;

/// <summary>Looks at a platform, and changes nothing, not even what a look would need.</summary>
public interface IPlatformView
{
    /// <summary>Where images and commits would go when no option says so, as far as it is there already.</summary>
    PlatformDefaults Defaults { get; }

    /// <summary>Whether what is live in an environment is what the repository asks for, and healthy.</summary>
    Task<SyncState> SyncStateAsync(LiveEnvironment live, CancellationToken cancellationToken);

    /// <summary>What differs between what is wanted and what is there.</summary>
    Task<IReadOnlyList<Difference>> CompareAsync(WantedState wanted, CancellationToken cancellationToken);
}
