namespace GitOpsDemo.Delivery.ArgoCd;

/// <summary>The push that Argo CD is to look at.</summary>
/// <param name="Application">The Application's name.</param>
/// <param name="Branch">The branch that was pushed.</param>
/// <param name="Before">The commit that the branch was at.</param>
/// <param name="After">The commit that it is at.</param>
/// <param name="ChangedPaths">The files that were changed.</param>
public sealed record RefreshRequest(string Application, string Branch, string Before, string After, IReadOnlyList<string> ChangedPaths)
{
    /// <summary>The address of the repository: tells which source of a multi-source Application is meant.</summary>
    public string? RepositoryUrl { get; init; }
}
