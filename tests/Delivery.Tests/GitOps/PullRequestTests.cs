using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.GitOps;

[Trait(Traits.Category, Traits.Integration)]
public sealed class PullRequestTests
{
    private const string Branch = "deploy/dev-1.4.0";

    [Fact]
    public async Task A_bump_goes_to_a_branch_of_its_own_and_the_watched_branch_stays()
    {
        using var forge = await Forge.StartAsync();
        var before = await forge.TipAsync();

        var result = await Bump(forge).BumpAsync(Forge.Bump("dev", "1.4.0"), default);

        Assert.Equal(before, await forge.TipAsync());
        Assert.Equal(result.Commit.Id, await forge.GitAsync("rev-parse", Branch));
        Assert.Null(result.Commit.PullRequest);
        Assert.Equal(Branch, result.Commit.AwaitsMergeOn);
    }

    [Fact]
    public async Task What_was_bumped_already_waits_until_it_is_merged_and_no_longer()
    {
        using var forge = await Forge.StartAsync();
        await Bump(forge).BumpAsync(Forge.Bump("dev", "1.4.0"), default);

        var again = await Bump(forge).BumpAsync(Forge.Bump("dev", "1.4.0"), default);
        await forge.GitAsync("update-ref", "refs/heads/main", Branch);
        var merged = await Bump(forge).BumpAsync(Forge.Bump("dev", "1.4.0"), default);

        Assert.Equal((false, Branch), (again.Commit.IsNew, again.Commit.AwaitsMergeOn));
        Assert.Equal((false, null), (merged.Commit.IsNew, merged.Commit.AwaitsMergeOn));
        Assert.Equal(await forge.TipAsync(), merged.Commit.Id);
    }

    [Fact]
    public async Task A_second_bump_carries_the_open_branch_on()
    {
        using var forge = await Forge.StartAsync();
        var first = await Bump(forge).BumpAsync(Forge.Bump("dev", "1.4.0"), default);
        var second = await Bump(forge).BumpAsync(Forge.Bump("dev", "1.4.1"), default);

        Assert.Equal(first.Commit.Id, await forge.GitAsync("rev-parse", $"{second.Commit.Id}^"));
    }

    [Fact]
    public async Task After_a_merge_the_branch_begins_anew_at_the_watched_one()
    {
        using var forge = await Forge.StartAsync();
        var merged = await Bump(forge).BumpAsync(Forge.Bump("dev", "1.4.0"), default);
        await forge.GitAsync("update-ref", "refs/heads/main", merged.Commit.Id);
        var later = await forge.ImageBump().BumpAsync(Forge.Bump("prod", "1.3.9"), default);

        var next = await Bump(forge).BumpAsync(Forge.Bump("dev", "1.4.1"), default);

        Assert.Equal(later.Commit.Id, await forge.GitAsync("rev-parse", $"{next.Commit.Id}^"));
    }

    private static ImageBump Bump(Forge forge) => new(
        new GitOpsRepository(
            forge.Settings("pr") with { PullRequestBranch = Branch }, forge.Runner, forge.Log, TimeProvider.System), forge.Log);
}
