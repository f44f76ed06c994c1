using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Delivery.Programs;
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
    private int _answer = 201;
    private HttpStub _stub = null!;

    public async Task InitializeAsync()
    {
        _stub = await HttpStub.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            _statuses.Enqueue((context.Request.Path, JsonNode.Parse(await reader.ReadToEndAsync())!));
            context.Response.StatusCode = _answer;
            await context.Response.WriteAsync("{}");
        });
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
            warning => Assert.StartsWith("the source's commit has no status: Gitea at 127.0.0.1", warning, StringComparison.Ordinal));
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

        Assert.NotEmpty(warnings);
        Assert.All(
            warnings,
            warning => Assert.StartsWith("the source's commit has no status: Gitea at 127.0.0.1", warning, StringComparison.Ordinal));
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

    private async Task AssertSilentAsync(string? token, string[] arguments)
    {
        Assert.Empty(await DeployAsync(report => report, token, arguments));
        Assert.Empty(_statuses);
    }

    /// <summary>Begins before each of two tasks, as the host does, and ends with a report.</summary>
    /// <returns>The warnings.</returns>
    private async Task<IReadOnlyList<string>> DeployAsync(
        Func<DeliveryReport, DeliveryReport> outcome, string? token = "t0ken", params string[] arguments)
    {
        using var build = new BuildFixture(_folder.Path, arguments.Length > 0 ? arguments : ToCluster);
        var status = new SourceStatus(new CommandRunner(new RecordingLog())) { Token = token };
        await status.BeginAsync(build.Context);
        await status.BeginAsync(build.Context);
        await status.EndAsync(build.Context, outcome(build.Context.Report.Snapshot(failure: null)));
        return build.Log.Lines;
    }

    private async Task<string> GitAsync(params string[] arguments) =>
        (await new CommandRunner(new RecordingLog()).RunAsync(new Command("git", arguments) { WorkingDirectory = _folder.Path })).Output;
}
