namespace GitOpsDemo.Delivery.GitOps;

/// <summary>What a bump came to.</summary>
/// <param name="Commit">The commit that has it; a new one unless the overlay had the image already.</param>
/// <param name="Overlays">
/// The image before and after, as found on the commit that was pushed to: what another writer had put there shows as what was before.
/// </param>
public sealed record BumpResult(GitOpsCommit Commit, IReadOnlyList<OverlayChange> Overlays);
