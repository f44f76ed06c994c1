using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Kubernetes.ArgoCd;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.GitOps;

[Trait(Traits.Category, Traits.Integration)]
public sealed class ImageBumpTests
{
    [Fact]
    public async Task A_bump_changes_tag_and_digest_of_one_overlay_and_no_other_byte()
    {
        using var forge = await Forge.StartAsync();
        var request = new BumpRequest("dev", new ImageEntry("app", null, "1.4.0", Forge.NewDigest))
        {
            SourceCommit = "abc1234",
            BuildUrl = "https://ci.example.com/7",
        };

        var result = await forge.ImageBump().BumpAsync(request, default);

        Assert.True(result.Commit.IsNew);
        Assert.Equal([Forge.Overlay("dev")], await forge.ChangedByAsync(result.Commit.Id));
        Assert.Equal(
            Forge.OverlayText("dev").Replace("1.3.0", "1.4.0").Replace(Forge.OldDigest, Forge.NewDigest),
            File.ReadAllText(Path.Combine(forge.Settings().CloneFolder, Forge.Overlay("dev"))));
        Assert.Equal("2\t2\tk8s/overlays/dev/kustomization.yaml", await forge.GitAsync("diff", "--numstat", "main~1", "main"));
        Assert.Equal(
            $"Deploy app 1.4.0 to dev\n\nImage: app:1.4.0\nDigest: {Forge.NewDigest}\nEnvironment: dev\n"
            + "Source-Commit: abc1234\nBuild-Url: https://ci.example.com/7",
            (await forge.GitAsync("log", "-1", "--format=%B", "main")).TrimEnd());
        Assert.Equal($"dev: app:1.3.0@{Forge.OldDigest} → app:1.4.0@{Forge.NewDigest}", Assert.Single(result.Overlays).ToString());
    }

    [Fact]
    public async Task The_same_bump_again_makes_no_commit()
    {
        using var forge = await Forge.StartAsync();
        var first = await forge.ImageBump().BumpAsync(Forge.Bump("dev", "1.4.0"), default);

        var second = await forge.ImageBump().BumpAsync(Forge.Bump("dev", "1.4.0"), default);

        Assert.Equal((first.Commit.Id, false), (second.Commit.Id, second.Commit.IsNew));
        Assert.False(Assert.Single(second.Overlays).IsChange);
        Assert.Contains("as before", second.Overlays[0].ToString());
    }

    [Fact]
    public async Task An_environment_without_an_overlay_is_named()
    {
        using var forge = await Forge.StartAsync();

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => forge.ImageBump().BumpAsync(Forge.Bump("nosuch", "1"), default));

        Assert.Contains("k8s/overlays/nosuch", failure.What);
        Assert.Contains("--environment", failure.Next);
    }

    [Fact]
    public async Task The_image_of_an_overlay_is_read_at_the_tip_and_at_a_commit()
    {
        using var forge = await Forge.StartAsync();
        var first = await forge.TipAsync();
        await forge.ImageBump().BumpAsync(Forge.Bump("dev", "1.4.0"), default);
        var reader = new OverlayReader(forge.Repository());

        Assert.Equal(Forge.App("1.4.0"), await reader.ReadAsync("dev", "app", null, default));
        Assert.Equal(new ImageEntry("app", null, "1.3.0", Forge.OldDigest), await reader.ReadAsync("dev", "app", first, default));
        Assert.Null(await reader.ReadAsync("dev", "nosuch", null, default));
        await Assert.ThrowsAsync<DeliveryException>(() => reader.ReadAsync("nosuch", "app", null, default));
    }

    [Fact]
    public async Task A_wait_for_a_sync_learns_from_the_overlay_what_a_later_commit_brings()
    {
        using var forge = await Forge.StartAsync();
        var first = await forge.ImageBump().BumpAsync(Forge.Bump("dev", "1.4.0"), default);
        var second = await forge.ImageBump().BumpAsync(Forge.Bump("dev", "1.5.0"), default);
        var history = new OverlayHistory(forge.Repository(), new OverlayReader(forge.Repository()), "dev", "app");

        Assert.True(await history.IsAncestorAsync(first.Commit.Id, second.Commit.Id, default));
        Assert.Equal(Forge.App("1.5.0").ToString(), await history.ImageAtAsync(second.Commit.Id, default));
    }
}
