namespace GitOpsDemo.Delivery.ArgoCd;

/// <summary>What a wait for a sync asks of the GitOps repository.</summary>
public interface ISyncHistory
{
    /// <summary>Whether a commit is another one or comes before it.</summary>
    Task<bool> IsAncestorAsync(string ancestor, string descendant, CancellationToken cancellationToken);

    /// <summary>The image reference, with tag and digest, that the environment's overlay has at a commit, or null.</summary>
    Task<string?> ImageAtAsync(string commit, CancellationToken cancellationToken);
}
