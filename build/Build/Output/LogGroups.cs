namespace GitOpsDemo.Build.Output;

/// <summary>
/// Lets a CI system fold the output of each task:
/// <see href="https://docs.github.com/actions/reference/workflow-commands-for-github-actions#grouping-log-lines">GitHub and Gitea
/// Actions</see>, <see href="https://docs.gitlab.com/ci/jobs/job_logs/#custom-collapsible-sections">GitLab CI</see>.
/// </summary>
/// <param name="variable">Gives an environment variable's value, or null.</param>
/// <param name="time">The clock, for GitLab.</param>
internal sealed class LogGroups(Func<string, string?> variable, TimeProvider time)
{
    private bool IsGitLab => variable("GITLAB_CI") is "true";

    /// <summary>Whether GitHub Actions or Gitea Actions run this.</summary>
    /// <param name="variable">Gives an environment variable's value, or null.</param>
    public static bool IsActions(Func<string, string?> variable) =>
        variable("GITHUB_ACTIONS") is "true" || variable("GITEA_ACTIONS") is "true";

    /// <summary>The line that begins a group; null where groups are not folded.</summary>
    public string? Begin(string name) =>
        IsActions(variable) ? $"::group::{name}"
        : IsGitLab ? $"\e[0Ksection_start:{time.GetUtcNow().ToUnixTimeSeconds()}:{name}\r\e[0K{name}"
        : null;

    /// <summary>The line that ends it.</summary>
    public string? End(string name) =>
        IsActions(variable) ? "::endgroup::"
        : IsGitLab ? $"\e[0Ksection_end:{time.GetUtcNow().ToUnixTimeSeconds()}:{name}\r\e[0K"
        : null;
}
