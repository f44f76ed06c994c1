using GitOpsDemo.Build.Options;
using GitOpsDemo.Build.Tasks;
using GitOpsDemo.Build.Tasks.GitOps;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.GitOps.Forges;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;
using NSubstitute;
using NSubstitute.ExceptionExtensions;

namespace GitOpsDemo.Build.Tests.Tasks;

/// <summary>A commit on a branch of its own: real git, and a forge that a test scripts.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class PullRequestsTests : IAsyncLifetime
{
    private const string Branch = "deploy/dev";
    private static readonly Uri Page = new("https://git.example.com/team/deploy/pulls/7");

    private readonly IForge _api = Substitute.For<IForge>();
    private Forge _forge = null!;

    public async Task InitializeAsync()
    {
        _forge = await Forge.StartAsync();
        _api.OpenAsync(default!, default).ReturnsForAnyArgs(new PullRequest(7, Page, IsNew: true));
    }

    public Task DisposeAsync()
    {
        _forge.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task It_is_opened_and_the_run_ends_before_the_merge()
    {
        using var build = Build();

        var commit = await FollowAsync(build, _api);

        Assert.Equal((Branch, Page), (commit.AwaitsMergeOn, commit.PullRequest));
        await _api.Received(1).OpenAsync(
            Arg.Is<PullRequestText>(text => text.Title == "Deploy app 1.4.0 in dev" && text.Branch == Branch && text.Into == "main"),
            Arg.Any<CancellationToken>());
        Assert.Contains($"opened: {Page}", build.Log.Lines);
    }

    [Fact]
    public async Task With_wait_for_merge_the_run_goes_on_with_what_the_watched_branch_has_then()
    {
        using var build = Build("--wait-for-merge");
        _api.StateAsync(7, Arg.Any<CancellationToken>()).Returns(
            _ => Task.FromResult(PullRequestState.Open),
            _ => throw new DeliveryException("Gitea did not answer", "it is away for a moment", "wait"),
            _ => Task.FromResult(PullRequestState.Merged));

        var commit = await FollowAsync(build, _api);

        Assert.Null(commit.AwaitsMergeOn);
        Assert.Equal(await _forge.TipAsync(), commit.Id);
        Assert.Contains(build.Log.Lines, line => line.StartsWith($"waiting for {Page} to be merged into main", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_forge_the_history_tells_of_the_merge()
    {
        using var build = Build("--wait-for-merge");

        var following = FollowAsync(build, api: null);
        await Eventually.HoldsAsync(
            () => build.Log.Lines.Any(line => line.StartsWith("waiting for deploy/dev", StringComparison.Ordinal)), "it waits");
        await _forge.GitAsync("update-ref", "refs/heads/main", $"refs/heads/{Branch}");

        Assert.Null((await following).AwaitsMergeOn);
    }

    [Fact]
    public async Task One_that_somebody_closes_or_that_is_not_merged_in_time_fails()
    {
        _api.StateAsync(7, Arg.Any<CancellationToken>()).Returns(PullRequestState.Open, PullRequestState.Closed);
        using var closed = Build("--wait-for-merge");
        Assert.Equal("somebody has closed it", (await Assert.ThrowsAsync<DeliveryException>(() => FollowAsync(closed, _api))).Why);

        _api.StateAsync(7, Arg.Any<CancellationToken>()).Returns(PullRequestState.Open);
        using var late = Build("--wait-for-merge", "--timeout=60s");
        var failure = await Assert.ThrowsAsync<DeliveryException>(() => FollowAsync(late, _api));
        Assert.Equal($"timed out after 60 s waiting for {Page} to be merged into main", failure.What);
    }

    [Fact]
    public void There_is_nothing_to_wait_for_without_a_branch_of_its_own()
    {
        var failure = Assert.Throws<CommandLineException>(
            () => BuildOptions.From(CommandLine.Parse(["--target=Deploy", "--wait-for-merge"], BuildTasks.Names)));

        Assert.StartsWith("--wait-for-merge needs a branch", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forge_that_refuses_is_a_warning_and_the_commit_stays()
    {
        using var build = Build();
        _api.OpenAsync(default!, default).ThrowsAsyncForAnyArgs(
            new DeliveryException("GitHub refuses", "the token lacks the right", "give it"));

        var commit = await FollowAsync(build, _api);

        Assert.Equal(Branch, commit.AwaitsMergeOn);
        Assert.Contains("no pull request was opened: GitHub refuses: the token lacks the right. Next: give it", build.Log.Lines);
    }

    private BuildFixture Build(params string[] arguments) =>
        new(_forge["checkout"], ["--target=Deploy", $"--pull-request-branch={Branch}", .. arguments]);

    private async Task<GitOpsCommit> FollowAsync(BuildFixture build, IForge? api)
    {
        var repository = new GitOpsRepository(
            _forge.Settings("pr") with { PullRequestBranch = Branch }, _forge.Runner, _forge.Log, TimeProvider.System);
        var result = await new ImageBump(repository, _forge.Log).BumpAsync(Forge.Bump("dev", "1.4.0"), default);
        var pullRequests = new PullRequests(new Wait(build.Log, build.Time)) { ForgeOf = (_, _) => api };
        return await pullRequests.FollowAsync(build.Context, repository, _forge.Bare, result);
    }
}
