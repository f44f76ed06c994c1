namespace GitOpsDemo.Delivery.GitOps;

/// <summary>What opens a remote repository. It is a class and no record, so that nothing prints it by accident.</summary>
/// <param name="token">An access token for http(s) remotes; git gets it through <c>GIT_ASKPASS</c> and the environment.</param>
/// <param name="sshKeyFile">The path of a private key for ssh remotes; without one ssh's own configuration decides.</param>
/// <param name="userName">The token's user name. GitHub, GitLab and Gitea take any; Bitbucket wants <c>x-token-auth</c>.</param>
public sealed class GitCredentials(string? token = null, string? sshKeyFile = null, string userName = "x-access-token")
{
    /// <summary>No credentials: a public or local remote, or git's own configuration.</summary>
    public static readonly GitCredentials None = new();

    /// <summary>The access token.</summary>
    public string? Token { get; } = token;

    /// <summary>The path of the private key.</summary>
    public string? SshKeyFile { get; } = sshKeyFile;

    /// <summary>The user name that goes with the token.</summary>
    public string UserName { get; } = userName;
}
