using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.GitOps;

[Trait(Traits.Category, Traits.Integration)]
public sealed class RollbackTests
{
    private const string Reason = "the proof failed";

    [Fact]
    public async Task The_digest_that_ran_before_comes_back_as_a_new_commit_with_the_reason()
    {
        using var forge = await DeployedAsync("1.4.0");

        var result = await Rollback(forge).RollBackAsync(new("dev", "app", Reason), default);

        Assert.Equal(("1.4.0", "1.3.0"), (result.From.NewTag, result.To.NewTag));
        Assert.Equal("1.3.0", await TagAsync(forge, "dev"));
        Assert.Equal(3, await forge.CommitsAsync());
        Assert.Equal(
            $"Roll back app to 1.3.0 in dev\n\nImage: app:1.3.0\nDigest: {Forge.OldDigest}\nEnvironment: dev\n"
            + $"Rolled-Back: {Digest("1.4.0")}\nReason: {Reason}",
            (await forge.GitAsync("log", "-1", "--format=%B", "main")).TrimEnd());
    }

    [Fact]
    public async Task A_second_rollback_goes_further_back_and_not_to_the_one_that_was_bad()
    {
        using var forge = await DeployedAsync("1.4.0", "1.5.0");
        await Rollback(forge).RollBackAsync(new("dev", "app", Reason), default);

        await Rollback(forge).RollBackAsync(new("dev", "app", Reason), default);

        Assert.Equal("1.3.0", await TagAsync(forge, "dev"));
    }

    [Fact]
    public async Task What_was_rolled_back_and_deployed_again_counts_again()
    {
        using var forge = await DeployedAsync("1.4.0");
        await Rollback(forge).RollBackAsync(new("dev", "app", Reason), default);
        await DeployAsync(forge, "1.4.0", "1.5.0");

        await Rollback(forge).RollBackAsync(new("dev", "app", Reason), default);

        Assert.Equal("1.4.0", await TagAsync(forge, "dev"));
    }

    [Fact]
    public async Task A_tag_a_digest_or_a_commit_that_it_ran_can_be_chosen()
    {
        using var forge = await DeployedAsync("1.4.0", "1.5.0", "1.6.0");
        var commit = (await forge.GitAsync("rev-parse", "--short=10", "main~2")).Trim();

        var byTag = await Rollback(forge).RollBackAsync(new("dev", "app", Reason) { To = "1.3.0" }, default);
        var byDigest = await Rollback(forge).RollBackAsync(new("dev", "app", Reason) { To = Digest("1.5.0") }, default);
        var byCommit = await Rollback(forge).RollBackAsync(new("dev", "app", Reason) { To = commit }, default);

        Assert.Equal(("1.3.0", "1.5.0", "1.4.0"), (byTag.To.NewTag, byDigest.To.NewTag, byCommit.To.NewTag));
    }

    [Theory]
    [InlineData("9.9.9")]
    [InlineData("sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc")]
    public async Task What_it_never_ran_is_refused(string to)
    {
        using var forge = await DeployedAsync("1.4.0");

        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => Rollback(forge).RollBackAsync(new("dev", "app", Reason) { To = to }, default));

        Assert.Contains(to, failure.Why);
        Assert.Equal(2, await forge.CommitsAsync());
    }

    [Fact]
    public async Task Where_nothing_ran_before_there_is_nothing_to_go_back_to()
    {
        using var forge = await Forge.StartAsync();

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => Rollback(forge).RollBackAsync(new("dev", "app", Reason), default));
        var noEntry = await Assert.ThrowsAsync<DeliveryException>(
            () => Rollback(forge).RollBackAsync(new("dev", "nosuch", Reason), default));

        Assert.Contains("no other digest ran", failure.Why);
        Assert.Contains("no entry for `nosuch`", noEntry.Why);
    }

    [Fact]
    public async Task On_failure_only_what_this_run_wrote_is_taken_back()
    {
        using var forge = await DeployedAsync("1.4.0", "1.5.0");

        var overtaken = await Rollback(forge).RollBackAsync(new("dev", "app", Reason) { OnlyIfDigest = Digest("1.4.0") }, default);
        var own = await Rollback(forge).RollBackAsync(new("dev", "app", Reason) { OnlyIfDigest = Digest("1.5.0") }, default);

        Assert.Null(overtaken.Commit);
        Assert.Contains(forge.Log.Lines, line => line.Contains("which this run did not write"));
        Assert.Equal((true, "1.4.0"), (own.Commit?.IsNew, own.To.NewTag));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_deployment_that_comes_in_between_is_never_taken_back(bool isAutomatic)
    {
        using var forge = await DeployedAsync("1.4.0");
        var runner = new InterceptingRunner(forge.Runner)
        {
            Before = command =>
            {
                if (command.Arguments.Contains("checkout"))
                {
                    // The rollback pushes onto a branch that has moved on, and meets the new image at its second try.
                    DeployAsync(forge, "1.5.0").GetAwaiter().GetResult();
                }

                return command;
            },
        };
        var rollback = new OverlayRollback(forge.Repository("rollback", runner), forge.NoSigning(), forge.Log);
        var request = new RollbackRequest("dev", "app", Reason) { OnlyIfDigest = isAutomatic ? Digest("1.4.0") : null };

        if (isAutomatic)
        {
            Assert.Null((await rollback.RollBackAsync(request, default)).Commit);
        }
        else
        {
            Assert.Contains("deployed", (await Assert.ThrowsAsync<DeliveryException>(() => rollback.RollBackAsync(request, default))).Why);
        }

        Assert.Equal("1.5.0", await TagAsync(forge, "dev"));
    }

    [Fact]
    public async Task What_cosign_does_not_find_signed_is_not_put_back()
    {
        // Given two deployments, and a cosign that finds no signature
        using var forge = await Forge.StartAsync();
        await forge.ImageBump().BumpAsync(Forge.Bump("dev", "1.4.0"), default);
        await forge.ImageBump().BumpAsync(Forge.Bump("dev", "1.5.0", Digest("1.5.0")), default);
        var rollback = new OverlayRollback(forge.Repository(), forge.SigningOfNothing(), forge.Log);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => rollback.RollBackAsync(new("dev", "app", Reason), default));

        // Then it was asked for the digest that would come back, and the overlay is as it was
        Assert.Equal(
            $"cosign verify --key cosign.pub --output json --allow-http-registry localhost:5000/app@{Forge.NewDigest}", failure.What);
        Assert.Equal("1.5.0", await TagAsync(forge, "dev"));
    }

    [Fact]
    public async Task A_version_of_the_overlay_that_nobody_can_read_is_passed_over()
    {
        // Given an overlay that somebody broke by hand, and that was fixed by the next deployment
        using var forge = await DeployedAsync("1.4.0");
        var whole = await forge.GitAsync("show", $"main:{Forge.Overlay("dev")}");
        await CommitAsync(forge, "images: [\n");
        await CommitAsync(forge, whole.Replace("1.4.0", "1.5.0").Replace(Digest("1.4.0"), Digest("1.5.0")) + "\n");

        var result = await Rollback(forge).RollBackAsync(new("dev", "app", Reason), default);

        Assert.Equal("1.4.0", result.To.NewTag);
    }

    private static Task CommitAsync(Forge forge, string overlay) => forge.Repository("by hand").ApplyAsync(
        checkout =>
        {
            File.WriteAllText(Path.Combine(checkout, Forge.Overlay("dev")), overlay);
            return new GitOpsChange([Forge.Overlay("dev")], new CommitMessage("By hand", []));
        },
        default);

    private static OverlayRollback Rollback(Forge forge) => new(forge.Repository(), forge.NoSigning(), forge.Log);

    private static string Digest(string tag) => $"sha256:{tag.Replace(".", "").PadLeft(64, '0')}";

    private static async Task<Forge> DeployedAsync(params string[] tags)
    {
        var forge = await Forge.StartAsync();
        await DeployAsync(forge, tags);
        return forge;
    }

    private static async Task DeployAsync(Forge forge, params string[] tags)
    {
        foreach (var tag in tags)
        {
            await forge.ImageBump("deploy").BumpAsync(new BumpRequest("dev", new ImageEntry("app", null, tag, Digest(tag))), default);
        }
    }

    private static async Task<string?> TagAsync(Forge forge, string environment) =>
        (await new OverlayReader(forge.Repository("reader")).ReadAsync(environment, "app", null, default))?.NewTag;
}
