namespace GitOpsDemo.Build.Options;

/// <summary>Which repository Argo CD watches.</summary>
/// <param name="Repository">A URL or path; null for the platform's own.</param>
/// <param name="Branch">The branch that is followed.</param>
/// <param name="Path">The folder that holds <c>base/</c> and <c>overlays/</c>.</param>
/// <param name="PullRequestBranch">The branch that commits are pushed to for a pull request; null to push to <paramref name="Branch"/>.</param>
public sealed record GitOpsOptions(string? Repository, string Branch, string Path, string? PullRequestBranch)
{
    internal static GitOpsOptions From(CommandLine line) => new(
        line[KnownOptions.GitOpsRepository] ?? line.Settings.GitOpsRepository,
        line.ValueOf(KnownOptions.GitOpsBranch),
        line.ValueOf(KnownOptions.GitOpsPath),
        line[KnownOptions.PullRequestBranch]);
}
