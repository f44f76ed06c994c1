namespace GitOpsDemo.Delivery.GitOps;

/// <summary>Where the branch stood after an edit was applied to it.</summary>
/// <param name="Id">The full id of the commit that has the edit: a new one, or the branch's tip when there was nothing to change.</param>
/// <param name="IsNew">Whether a commit was made and pushed.</param>
/// <param name="ChangedPaths">The files that it changed, relative to the repository's top.</param>
/// <param name="Tries">How many tries it took; more than one when others pushed at the same time.</param>
public sealed record GitOpsCommit(string Id, bool IsNew, IReadOnlyList<string> ChangedPaths, int Tries)
{
    /// <summary>The branch on which the commit waits for somebody to merge it; null when the watched branch has it.</summary>
    public string? AwaitsMergeOn { get; init; }

    /// <summary>The page on which a person opens the pull request, where a forge has one.</summary>
    public Uri? PullRequest { get; init; }
}
