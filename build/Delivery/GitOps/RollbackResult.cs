namespace GitOpsDemo.Delivery.GitOps;

/// <summary>What a rollback came to.</summary>
/// <param name="Commit">The commit that has it; null when somebody else has changed the overlay, which was then left alone.</param>
/// <param name="From">The image that the environment had.</param>
/// <param name="To">The image that it has now.</param>
public sealed record RollbackResult(GitOpsCommit? Commit, ImageEntry From, ImageEntry To);
