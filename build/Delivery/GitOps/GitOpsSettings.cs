using System.Text.RegularExpressions;

namespace GitOpsDemo.Delivery.GitOps;

/// <summary>The repository that Argo CD watches, and how to work with it.</summary>
/// <param name="Remote">
/// An <c>https://</c>, <c>ssh://</c>, <c>user@host:path</c> or <c>file://</c> address, or a folder's absolute path. Without a password.
/// </param>
/// <param name="Branch">The branch that is watched.</param>
/// <param name="CloneFolder">The absolute path of a clone that is kept between runs; made when missing.</param>
/// <param name="Author">Who commits.</param>
public sealed record GitOpsSettings(string Remote, string Branch, string CloneFolder, GitIdentity Author)
{
    private static readonly Regex RemoteForm = new(@"\A([A-Za-z][A-Za-z0-9+.-]+://|[^/\\]{2,}:)");
    private static readonly Regex PasswordForm = new(@"\A[A-Za-z][A-Za-z0-9+.-]+://[^/@]*:[^/@]*@");

    /// <summary>What opens the remote.</summary>
    public GitCredentials Credentials { get; init; } = GitCredentials.None;

    /// <summary>The folders to check out, relative to the repository's top, such as <c>k8s</c>; all when empty.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>A branch to push to in the place of <see cref="Branch"/>, for a pull request; none when null.</summary>
    public string? PullRequestBranch { get; init; }

    /// <summary>The checkout whose git configuration says how commits are signed; null where they are not.</summary>
    public string? SignsAs { get; init; }

    /// <summary>How long a server of http may be silent before git gives it up: whole seconds.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long trouble with the remote is ridden out: what fails after it is not tried again.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Whether the remote is a folder of this computer.</summary>
    public bool IsLocal => Remote.StartsWith("file://", StringComparison.Ordinal) || !RemoteForm.IsMatch(Remote);

    /// <summary>Refuses an address with a password in it: git would show it in messages, process lists and its configuration.</summary>
    /// <exception cref="DeliveryException">The address has one.</exception>
    internal void Validate()
    {
        if (PasswordForm.IsMatch(Remote))
        {
            throw new DeliveryException(
                "the address of the GitOps repository can't be used",
                "it has a password or token in it",
                "take it out of --gitops-repository and set GITOPS_TOKEN");
        }
    }
}

/// <summary>What opens a remote repository. It is a class and no record, so that nothing prints it by accident.</summary>
/// <param name="token">
/// An access token for http(s) remotes, which git gets through <c>GIT_ASKPASS</c> and the environment; null where git's, or ssh's, own
/// configuration opens the remote.
/// </param>
public sealed class GitCredentials(string? token)
{
    /// <summary>A public or local remote, or git's own configuration.</summary>
    public static readonly GitCredentials None = new(null);

    public string? Token { get; } = token;
}

/// <summary>Who a commit is by, as git's author and committer.</summary>
/// <param name="Name">A person's or a build's name.</param>
/// <param name="Email">Their address.</param>
public sealed record GitIdentity(string Name, string Email);
