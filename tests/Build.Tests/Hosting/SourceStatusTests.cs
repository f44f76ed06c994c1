using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Delivery.Report;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Build.Tests.Hosting;

/// <summary>A real checkout, and a forge that a test plays. What each forge is asked is in ForgeTests.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class SourceStatusTests : IAsyncLifetime, IDisposable
{
    private static readonly string[] ToCluster =
    [
        "--target=Deploy", "--kube-context=k3s", "--image-registry=registry.example.com",
        "--gitops-repository=https://git.example.com/team/deploy.git",
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<(string Path, JsonNode Body)> _statuses = new();
    private readonly List<string> _comments = [];
    private int _answer = 201;
    private int _answerToComments = 201;
    private bool _hasPullRequest;
    private HttpStub _stub = null!;

    public async Task InitializeAsync()
    {
        _stub = await HttpStub.StartAsync(AnswerAsync);
        _folder.Write("README.md", "a service");
        await GitAsync("init", "--quiet");
        await GitAsync("add", "--all");
        await GitAsync("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "--quiet", "--message", "All of it");
        await GitAsync("remote", "add", "origin", $"{_stub.Address}team/app.git");
    }

    public async Task DisposeAsync() => await _stub.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_commit_is_pending_while_it_is_deployed_and_then_proven()
    {
        var commit = (await GitAsync("rev-parse", "HEAD")).Trim();

        var warnings = await DeployAsync(report => report);

        Assert.Empty(warnings);
        Assert.All(_statuses, status => Assert.Equal($"/api/v1/repos/team/app/statuses/{commit}", status.Path));
        Assert.Equal(["pending", "success"], _statuses.Select(status => status.Body["state"]!.ToString()));
        Assert.All(_statuses, status => Assert.Equal("gitops-demo/dev", status.Body["context"]!.ToString()));
        Assert.Equal("proven, 0 checks", _statuses.Last().Body["description"]!.ToString());
    }

    [Fact]
    public async Task One_that_failed_is_shown_with_the_first_line_of_the_reason_and_no_more_than_a_forge_takes()
    {
        await DeployAsync(report => report with { Succeeded = false, Failure = $"{new string('x', 200)}\nand more" });

        var shown = _statuses.Last().Body;
        Assert.Equal("failure", shown["state"]!.ToString());
        Assert.Equal($"failed: {new string('x', 131)}…", shown["description"]!.ToString());
    }

    [Fact]
    public async Task One_whose_change_waits_for_a_merge_stays_pending()
    {
        var commit = new ReportedCommit("https://git.example.com/team/deploy", "1a2b3c", true, []) { AwaitsMergeOn = "deploy/dev" };
        await DeployAsync(report => report with { Commit = commit });

        Assert.Equal("waits to be merged on deploy/dev", _statuses.Last().Body["description"]!.ToString());
        Assert.Equal("pending", _statuses.Last().Body["state"]!.ToString());
    }

    [Fact]
    public async Task A_token_that_lacks_the_right_is_a_warning_with_the_right()
    {
        _answer = 403;

        var warnings = await DeployAsync(report => report);

        Assert.NotEmpty(warnings);
        Assert.All(
            warnings,
            warning => Assert.StartsWith(
                "the source's commit has no status: Gitea at http://127.0.0.1", warning, StringComparison.Ordinal));
        Assert.All(
            warnings,
            warning => Assert.EndsWith("give the token of SOURCE_TOKEN the right write:repository", warning, StringComparison.Ordinal));
        Assert.DoesNotContain("t0ken", string.Join('\n', warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forge_that_is_away_is_a_warning()
    {
        await _stub.DisposeAsync();

        var warnings = await DeployAsync(report => report);

        Assert.Equal(
            ["the source's commit has no status", "the source's commit has no status", "the source's pull request has no summary"],
            warnings.Select(warning => warning.Split(": Gitea at http://127.0.0.1")[0]));
    }

    [Fact]
    public async Task The_pull_request_that_the_commit_came_from_has_one_summary_the_newest()
    {
        _hasPullRequest = true;

        await DeployAsync(report => report with { Succeeded = false, Failure = "rules/A is not proven" });
        var said = await DeployAsync(report => report with
        {
            Checks = [CheckResult.Pass("rules/A", "rule A", "as it should be"), CheckResult.Skip("panels/b", "panel b", "no Loki")],
        });

        var summary = Assert.Single(_comments);
        Assert.StartsWith("<!-- gitops-demo-build: gitops-demo/dev -->\n# Deploy: succeeded\n", summary, StringComparison.Ordinal);
        Assert.Contains("Passed: 1 check: rules 1", summary, StringComparison.Ordinal);
        Assert.Contains("| panels/b<br>panel b | skipped | no Loki |", summary, StringComparison.Ordinal);
        Assert.DoesNotContain("as it should be", summary, StringComparison.Ordinal);
        Assert.Equal("what was proven is said in https://git.example.com/team/app/pulls/7", Assert.Single(said));
    }

    [Fact]
    public async Task A_pull_request_that_the_token_may_not_comment_on_is_a_warning_with_the_right()
    {
        (_hasPullRequest, _answerToComments) = (true, 403);

        var warning = Assert.Single(await DeployAsync(report => report));

        Assert.StartsWith("the source's pull request has no summary: Gitea at http://127.0.0.1", warning, StringComparison.Ordinal);
        Assert.EndsWith("give the token of SOURCE_TOKEN the right write:issue and write:repository", warning, StringComparison.Ordinal);
        Assert.Equal(["pending", "success"], _statuses.Select(status => status.Body["state"]!.ToString()));
    }

    [Fact]
    public async Task Sources_that_are_in_no_commit_have_no_status_and_that_is_said_once()
    {
        _folder.Write("README.md", "changed");

        var warning = Assert.Single(await DeployAsync(report => report));

        Assert.Contains("the sources have changes that are in no commit", warning, StringComparison.Ordinal);
        Assert.Empty(_statuses);
    }

    [Fact]
    public async Task Without_a_token_no_forge_is_asked() => await AssertSilentAsync(null, ToCluster);

    [Theory]
    [InlineData("--target=Deploy")]
    [InlineData(
        "--target=Promote", "--from=dev", "--kube-context=k3s", "--image-registry=registry.example.com",
        "--gitops-repository=https://git.example.com/team/deploy.git")]
    public async Task The_lab_and_other_targets_show_nothing(params string[] arguments) => await AssertSilentAsync("t0ken", arguments);

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var (path, text) = (context.Request.Path.Value!, await reader.ReadToEndAsync());
        var isComment = path.Contains("/comments", StringComparison.Ordinal);
        if (path.Contains("/statuses/", StringComparison.Ordinal))
        {
            _statuses.Enqueue((path, JsonNode.Parse(text)!));
        }
        else if (isComment && text.Length > 0 && _answerToComments < 300)
        {
            _comments.RemoveAll(_ => context.Request.Method == "PATCH");
            _comments.Add(JsonNode.Parse(text)!["body"]!.ToString());
        }

        context.Response.StatusCode = isComment ? _answerToComments
            : path.EndsWith("/pull", StringComparison.Ordinal) && !_hasPullRequest ? 404
            : _answer;
        await context.Response.WriteAsync(
            isComment && context.Request.Method == "GET"
                ? new JsonArray([.. _comments.Select(body => new JsonObject { ["id"] = 70, ["body"] = body })]).ToJsonString()
                : """{"number":7,"html_url":"https://git.example.com/team/app/pulls/7"}""");
    }

    private async Task AssertSilentAsync(string? token, string[] arguments)
    {
        Assert.Empty(await DeployAsync(report => report, token, arguments));
        Assert.Empty(_statuses);
    }

    /// <summary>Begins before each of two tasks, as the host does, and ends with a report.</summary>
    /// <returns>What was said, but for details.</returns>
    private async Task<IReadOnlyList<string>> DeployAsync(
        Func<DeliveryReport, DeliveryReport> outcome, string? token = "t0ken", params string[] arguments)
    {
        using var build = new BuildFixture(_folder.Path, arguments.Length > 0 ? arguments : ToCluster);
        var status = new SourceStatus(new CommandRunner(new RecordingLog())) { Token = token };
        await status.BeginAsync(build.Context);
        await status.BeginAsync(build.Context);
        await status.EndAsync(build.Context, outcome(build.Context.Report.Snapshot(failure: null)));
        return [.. build.Log.Lines.Where(line => !line.StartsWith("no pull request of the source", StringComparison.Ordinal))];
    }

    private async Task<string> GitAsync(params string[] arguments) =>
        (await new CommandRunner(new RecordingLog()).RunAsync(new Command("git", arguments) { WorkingDirectory = _folder.Path })).Output;
}
