namespace GitOpsDemo.Delivery.ArgoCd;

/// <summary>What is to be live.</summary>
/// <param name="Application">The Application's name.</param>
/// <param name="Commit">The full id of the commit that is to be synced, or a later one.</param>
/// <param name="Digest">The digest of the image that is to run.</param>
public sealed record SyncExpectation(string Application, string Commit, string Digest)
{
    /// <summary>The address of the commit's repository: tells which source of a multi-source Application is meant.</summary>
    public string? RepositoryUrl { get; init; }

    /// <summary>
    /// When Argo CD had last looked at the repository before it was told of the commit: what it says of errors counts only after that.
    /// </summary>
    public DateTimeOffset? ReconciledBefore { get; init; }
}
