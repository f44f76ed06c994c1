using System.Text.RegularExpressions;

namespace GitOpsDemo.Delivery.GitOps;

/// <summary>What it means when git could not fetch from or push to a remote, by git's own (untranslated) words.</summary>
internal static partial class RemoteFailure
{
    private const int TailLines = 8;

    /// <summary>The exception for a failed command.</summary>
    /// <param name="what">What was tried, such as <c>push to main</c>.</param>
    /// <param name="said">All that git wrote.</param>
    public static Exception From(string what, string said)
    {
        var lines = string.Join("\n  ", said.Split('\n').Select(line => line.TrimEnd()).Where(IsTelling).TakeLast(TailLines));
        return Race().IsMatch(said) ? new TryAgainException("someone else pushed first", "run the task again; if others push to the branch all the time, use --pull-request-branch")
            : Transient().IsMatch(said) && !Refusal().IsMatch(said) ? new TryAgainException(lines, NextFor(said))
            : new DeliveryException($"could not {what}", $"git says\n  {lines}", NextFor(said));
    }

    private static bool IsTelling(string line) => line.Length > 0
        && line is not "Done"
        && !line.StartsWith("To ", StringComparison.Ordinal)
        && !line.StartsWith("hint:", StringComparison.Ordinal);

    private static string NextFor(string said) =>
        said.Contains("couldn't find remote ref", StringComparison.Ordinal)
            ? "push the branch once, or name another with --gitops-branch"
        : said.Contains("Host key verification failed", StringComparison.Ordinal)
            ? "add the host's key to ~/.ssh/known_hosts (ssh-keyscan prints it; compare it with the one that the forge publishes)"
        : Protection().IsMatch(said) ? "push a branch of its own with --pull-request-branch, or let this user push"
        : said.Contains("Permission denied (publickey", StringComparison.Ordinal) ? "give the deploy key write access to the repository"
        : Login().IsMatch(said) ? "set GITOPS_TOKEN to a token that may write to the repository"
        : "check --gitops-repository and that it can be reached from here";

    [GeneratedRegex(
        @"\[rejected\]|non-fast-forward|fetch first|stale info|cannot lock ref|failed to (lock|update ref)|incorrect old value"
        + "|reference already exists")]
    private static partial Regex Race();

    [GeneratedRegex(
        @"Could not resolve host|Failed to connect|Connection (reset|refused|timed out)|Operation (timed out|too slow)"
        + @"|returned error: (429|5\d\d)|early EOF|unexpected disconnect|hung up|connection was non-properly terminated",
        RegexOptions.IgnoreCase)]
    private static partial Regex Transient();

    [GeneratedRegex(
        "Permission denied|Host key verification|hook declined|protected branch|does not exist|not found|does not appear to be",
        RegexOptions.IgnoreCase)]
    private static partial Regex Refusal();

    [GeneratedRegex("protected branch|hook declined", RegexOptions.IgnoreCase)]
    private static partial Regex Protection();

    [GeneratedRegex(@"Authentication failed|could not read (Username|Password)|returned error: (401|403)|terminal prompts disabled")]
    private static partial Regex Login();
}
