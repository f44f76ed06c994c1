using System.Text.RegularExpressions;

namespace GitOpsDemo.Delivery.GitOps;

/// <summary>What it means when git could not fetch from or push to a remote, by the (untranslated) words of git, ssh and forges.</summary>
internal static class RemoteFailure
{
    private static readonly Regex Race = new(
        @"\[rejected\]|non-fast-forward|fetch first|stale info|cannot lock ref|failed to (lock|update ref)|incorrect old value"
        + "|reference already exists");
    private static readonly Regex Transient = new(
        @"Failed to connect|Connection (reset|refused|timed out)|Operation (timed out|too slow)"
        + @"|returned error: (429|5\d\d)|early EOF|unexpected disconnect|hung up|connection was non-properly terminated",
        RegexOptions.IgnoreCase);

    private const int TailLines = 8;

    /// <summary>A name that does not resolve is seldom a fault of the moment.</summary>
    private const int TriesToResolve = 3;

    /// <summary>What to fix: the first one whose words are in the output.</summary>
    private static readonly (string[] Words, string Next)[] Remedies =
    [
        (["dubious ownership"],
            "git config --global --add safe.directory <that folder>, if you trust its owner"),
        (["branch is currently checked out"],
            "name a bare repository (git clone --bare <folder> <folder>.git makes one), or check out another branch there"),
        (["shallow update not allowed", "source repository is shallow"],
            "git fetch --unshallow in that repository gives it the commits that it lacks"),
        (["must have verified signatures", "must have valid signatures", "must be signed", "unverified commit"],
            "set signCommits to true in the settings file; the forge has to know the key, and the author's address with it"),
        (["REMOTE HOST IDENTIFICATION HAS CHANGED"],
            "compare the host's key with the one that the forge publishes; only if they are equal, ssh-keygen -R <host> and add it again"),
        (["Host key verification failed"],
            "add the host's key to ~/.ssh/known_hosts (ssh-keyscan prints it; compare it with the one that the forge publishes)"),
        (["archived"], "unarchive the repository, or name another with --gitops-repository"),
        (["SAML SSO"], "authorize GITOPS_TOKEN, or the ssh key, for the organization's single sign-on"),
        (["marked as read only", "key does not have write access", "Permission denied ("],
            "add the ssh key to the repository as a deploy key that may write"),
        (["protected branch", "protected from", "rule violations", "pull request", "hook declined"],
            "push a branch of its own with --pull-request-branch, or let this user push"),
        (["Authentication failed", "could not read Username", "could not read Password", "error: 401", "error: 403", "prompts disabled"],
            "set GITOPS_TOKEN to a token that may write to the repository"),
        (["is this a git repository?"],
            "check --gitops-repository: what answers there is not a git server, but for example a login page"),
        (["certificate"], "git config --global http.<address>.sslCAInfo <the file of its CA> makes git trust it"),
        (["not found", "does not exist", "does not appear to be"],
            "check --gitops-repository; forges also say so of a private repository that GITOPS_TOKEN, or the ssh key, does not open"),
        (["Could not resolve host"],
            "check the name in --gitops-repository, and whether this computer can look it up (VPN, proxy, DNS)"),
    ];

    /// <summary>What git says of every failure, and so of none.</summary>
    private static readonly string[] Padding =
    [
        "To ", "hint:", "error: failed to push some refs", "fatal: Could not read from remote repository",
        "Please make sure you have the correct", "and the repository exists",
    ];

    private const string Reachable = "check --gitops-repository and that it can be reached from here";

    /// <summary>The exception for a failed command.</summary>
    /// <param name="what">What was tried, such as <c>push to main</c>.</param>
    /// <param name="said">All that git wrote.</param>
    public static Exception From(string what, string said)
    {
        // git explains at length how to overwrite a checkout, which nobody wants here.
        var isCheckout = Says(said, "branch is currently checked out");
        var lines = string.Join("\n  ", said.Split('\n').Select(line => line.TrimEnd())
            .Where(line => IsTelling(line) && !(isCheckout && line.StartsWith("remote:", StringComparison.Ordinal)))
            .TakeLast(TailLines));
        var next = Remedies.FirstOrDefault(remedy => remedy.Words.Any(word => Says(said, word))).Next;
        return Says(said, "Could not resolve host") ? new TransientException(lines, next!) { MostTries = TriesToResolve }
            : Race.IsMatch(said) && !Says(said, "shallow update") ? new TransientException(
                "someone else pushed first", "run the task again; if others push to the branch all the time, use --pull-request-branch")
            : Transient.IsMatch(said) && next is null ? new TransientException(lines, Reachable)
            : new DeliveryException($"could not {what}", $"git says\n  {lines}", next ?? Reachable);
    }

    /// <summary>Whether git could not commit because it could not sign.</summary>
    public static bool SaysSigning(string said) => Says(said, "failed to sign") || Says(said, "failed to write commit object");

    private static bool Says(string said, string words) => said.Contains(words, StringComparison.OrdinalIgnoreCase);

    private static bool IsTelling(string line) => line.Length > 0
        && line is not ("Done" or "remote:" or "remote: error:")
        && !Padding.Any(padding => line.StartsWith(padding, StringComparison.Ordinal));
}
