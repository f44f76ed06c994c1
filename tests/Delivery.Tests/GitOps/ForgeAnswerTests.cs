using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Delivery.Tests.GitOps;

/// <summary>
/// What is said when a forge refuses: real git against bare repositories whose hooks use the forges' words, an ssh that fails as ssh does,
/// and an HTTP server in the place of a forge. Each case is a row of <c>docs/servers.md</c>.
/// </summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class ForgeAnswerTests
{
    /// <summary>A <c>pre-receive</c> hook refuses the push in these words.</summary>
    [Theory]
    [InlineData(
        "GitHub", "the branch wants signed commits",
        "error: GH006: Protected branch update failed for refs/heads/main.\nerror: Commits must have verified signatures.",
        "set signCommits to true")]
    [InlineData("GitLab", "the branch wants signed commits", "GitLab: Commit must be signed with a GPG key", "set signCommits to true")]
    [InlineData(
        "Gitea",
        "the branch wants signed commits",
        "Gitea: branch main is protected from unverified commit 1f2e3d",
        "set signCommits to true")]
    [InlineData(
        "GitHub", "the branch wants a pull request",
        "error: GH013: Repository rule violations found for refs/heads/main.\n- Changes must be made through a pull request.",
        "--pull-request-branch")]
    [InlineData(
        "GitLab", "the branch is protected",
        "GitLab: You are not allowed to push code to protected branches on this project.",
        "--pull-request-branch")]
    [InlineData("Gitea", "the branch is protected", "Gitea: Not allowed to push to protected branch main", "--pull-request-branch")]
    [InlineData(
        "Azure DevOps", "the branch wants a pull request",
        "TF402455: Pushes to this branch are not permitted; you must use a pull request to update this branch.", "--pull-request-branch")]
    public async Task A_push_that_a_hook_refuses(string forgeName, string cause, string words, string remedy)
    {
        using var forge = await Forge.StartAsync();
        await RefuseAsync(forge, words);

        var failure = await FailureAsync(forge.Repository());

        Assert.Contains(remedy, failure.Next, StringComparison.Ordinal);
        Assert.Equal(1, await forge.CommitsAsync());
        AnswersPage.Has([forgeName, cause], failure.Message);
    }

    /// <summary>ssh ends with 255 and these words.</summary>
    [Theory]
    [InlineData(
        "the host's key is not known",
        "No ED25519 host key is known for forge.example.com and you have requested strict checking.\nHost key verification failed.",
        "known_hosts",
        1)]
    [InlineData(
        "the host's key has changed",
        "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\nHost key verification failed.",
        "ssh-keygen -R",
        1)]
    [InlineData("the key is not accepted", "git@forge.example.com: Permission denied (publickey).", "deploy key", 1)]
    [InlineData(
        "the deploy key may only read", "ERROR: The key you are authenticating with has been marked as read only.", "deploy key", 1)]
    [InlineData("there is no such repository", "ERROR: Repository not found.", "--gitops-repository", 1)]
    [InlineData(
        "the name does not resolve", "ssh: Could not resolve hostname forge.example.com: Name or service not known", "look it up", 3)]
    public async Task An_ssh_that_fails(string cause, string words, string remedy, int tries)
    {
        using var forge = await Forge.StartAsync();
        var ssh = await ScriptAsync(forge, "ssh", $"echo asked >> '{forge["ssh.log"]}'\n{Saying(words)}exit 255");
        var runner = With(forge, ("GIT_SSH_COMMAND", $"'{ssh}'"));
        var settings = forge.Settings() with { Remote = "ssh://git@forge.example.com/team/gitops.git" };

        var failure = await FailureAsync(new(settings, runner, forge.Log, new HurryingTime()));

        Assert.Contains(remedy, failure.Next, StringComparison.Ordinal);
        Assert.Equal(tries, File.ReadAllLines(forge["ssh.log"]).Length);
        AnswersPage.Has(["any, by ssh", cause], failure.Message);
    }

    [Theory]
    [InlineData("401: it wants a login", 401, "text/plain", "", "GITOPS_TOKEN")]
    [InlineData("403: the token may not write", 403, "text/plain", "", "GITOPS_TOKEN")]
    [InlineData("403: the repository is archived", 403, "text/plain", "This repository was archived so it is read-only.", "unarchive")]
    [InlineData("404: no such repository, or a private one", 404, "text/plain", "Repository not found.", "GITOPS_TOKEN")]
    [InlineData("200: a page to log in with", 200, "text/html", "<!DOCTYPE html>\n<title>Sign in</title>\n", "not a git server")]
    [InlineData("503: it is down", 503, "text/plain", "", "reached from here")]
    public async Task An_http_answer(string cause, int status, string type, string body, string remedy)
    {
        using var forge = await Forge.StartAsync();
        await using var server = await HttpStub.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            context.Response.Headers.WWWAuthenticate = status == 401 ? "Basic realm=\"git\"" : default;
            return context.Response.WriteAsync(body);
        });
        var settings = forge.Settings() with { Remote = $"{server.Address}team/gitops.git" };
        var runner = With(forge, ("HOME", forge["empty"]), ("SSH_ASKPASS", null), ("GIT_ASKPASS", null));

        var failure = await FailureAsync(new(settings, runner, forge.Log, new HurryingTime()));

        Assert.Contains(remedy, failure.Next, StringComparison.Ordinal);
        AnswersPage.Has(
            ["any, by https", cause],
            failure.Message,
            ($"{server.Address}", "https://forge.example.com/"),
            ($"{server.Address}".TrimEnd('/'), "https://forge.example.com"));
    }

    [Fact]
    public async Task A_repository_that_is_somebody_s_checkout()
    {
        using var forge = await Forge.StartAsync();
        await forge.Runner.RunAsync(new Command("git", "clone", "--quiet", forge.Bare, forge["checkout"]));

        await SaysAsync(forge, forge.Settings() with { Remote = forge["checkout"] }, "the branch is checked out there", "git clone --bare");
    }

    [Fact]
    public async Task A_repository_of_another_user()
    {
        // Given a git that takes every repository for another user's, as its own tests do
        using var forge = await Forge.StartAsync();

        await SaysAsync(
            forge,
            forge.Settings(),
            "the folder belongs to another user",
            "safe.directory",
            With(forge, ("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")));
    }

    [Fact]
    public async Task An_empty_repository()
    {
        using var forge = await Forge.StartAsync();
        await forge.Runner.RunAsync(new Command("git", "init", "--quiet", "--bare", forge["empty.git"]));

        await SaysAsync(forge, forge.Settings() with { Remote = forge["empty.git"] }, "the repository is empty", "HEAD:main");
    }

    [Fact]
    public async Task A_branch_that_is_not_there()
    {
        using var forge = await Forge.StartAsync();

        await SaysAsync(forge, forge.Settings() with { Branch = "release" }, "there is no such branch", "--gitops-branch");
    }

    private static async Task SaysAsync(Forge forge, GitOpsSettings settings, string cause, string remedy, ICommandRunner? runner = null)
    {
        var failure = await FailureAsync(new(settings, runner ?? forge.Runner, forge.Log, TimeProvider.System));

        Assert.Contains(remedy, failure.Next, StringComparison.Ordinal);
        AnswersPage.Has(["a folder", cause], failure.Message, (Path.GetDirectoryName(forge.Bare)!, "/srv"));
    }

    private static Task<DeliveryException> FailureAsync(GitOpsRepository repository) =>
        Assert.ThrowsAsync<DeliveryException>(() => repository.ApplyAsync(
            checkout =>
            {
                File.WriteAllText(Path.Combine(checkout, "k8s", "note.txt"), "x");
                return new GitOpsChange(["k8s/note.txt"], new CommitMessage("Note", []));
            },
            default));

    private static Task RefuseAsync(Forge forge, string words)
    {
        Directory.CreateDirectory(Path.Combine(forge.Bare, "hooks"));
        return ScriptAsync(forge, Path.Combine("gitops.git", "hooks", "pre-receive"), $"{Saying(words)}exit 1");
    }

    private static string Saying(string words) =>
        string.Concat(words.Split('\n').Select(line => $"echo '{line.Replace("'", "'\\''", StringComparison.Ordinal)}' >&2\n"));

    private static async Task<string> ScriptAsync(Forge forge, string name, string body)
    {
        File.WriteAllText(forge[name], $"#!/bin/sh\n{body}\n");
        await forge.Runner.RunAsync(new Command("chmod", "+x", forge[name]));
        return forge[name];
    }

    private static InterceptingRunner With(Forge forge, params (string Name, string? Value)[] variables) => new(forge.Runner)
    {
        Before = command => command with
        {
            Environment = new Dictionary<string, string?>(
                command.Environment.Where(given => variables.All(variable => variable.Name != given.Key))
                    .Concat(variables.Select(variable => KeyValuePair.Create(variable.Name, variable.Value)))),
        },
    };
}
