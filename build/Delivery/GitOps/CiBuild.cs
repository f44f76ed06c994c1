namespace GitOpsDemo.Delivery.GitOps;

/// <summary>Who runs this build, and where its page is, as far as the CI system says.</summary>
/// <param name="Author">Who its commits are by.</param>
/// <param name="Url">The build's page; null on a person's computer.</param>
public sealed record CiBuild(GitIdentity Author, string? Url)
{
    private static readonly GitIdentity Nobody = new("GitOpsDemo build", "gitops-demo@localhost");

    public static CiBuild Here { get; } = From(Environment.GetEnvironmentVariable);

    /// <summary>Who has started it, where that is known.</summary>
    public GitIdentity? Person => Author == Nobody ? null : Author;

    /// <summary>Reads the variables of git itself, GitHub and Gitea Actions, GitLab CI, Azure Pipelines and Jenkins.</summary>
    /// <param name="variable">Gives an environment variable's value, or null.</param>
    public static CiBuild From(Func<string, string?> variable)
    {
        var author = Identity("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL")
            ?? Identity("GITLAB_USER_NAME", "GITLAB_USER_EMAIL")
            ?? Identity("BUILD_REQUESTEDFOR", "BUILD_REQUESTEDFOREMAIL")
            ?? Actor()
            ?? Nobody;
        var url = Join("GITHUB_SERVER_URL", "/", "GITHUB_REPOSITORY", "/actions/runs/", "GITHUB_RUN_ID")
            ?? Value("CI_JOB_URL")
            ?? Join("SYSTEM_COLLECTIONURI", "", "SYSTEM_TEAMPROJECT", "/_build/results?buildId=", "BUILD_BUILDID")
            ?? Value("BUILD_URL");
        return new CiBuild(author, url);

        string? Value(string name) => variable(name) is { Length: > 0 } value ? value : null;

        GitIdentity? Identity(string nameVariable, string emailVariable) =>
            Value(nameVariable) is { } name && Value(emailVariable) is { } email ? new GitIdentity(name, email) : null;

        GitIdentity? Actor() =>
            Value("GITHUB_ACTOR") is { } actor && Uri.TryCreate(Value("GITHUB_SERVER_URL"), UriKind.Absolute, out var server)
                ? new GitIdentity(actor, $"{actor}@users.noreply.{server.Host}")
                : null;

        string? Join(string server, string slash, string project, string path, string id) =>
            Value(server) is { } address && Value(project) is { } name && Value(id) is { } number
                ? $"{address}{slash}{name}{path}{number}"
                : null;
    }
}
