using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Lab.Tests;

[Trait(Traits.Category, Traits.Integration)]
public sealed class BareRepositoryTests
{
    [Fact]
    public async Task It_begins_with_the_folders_of_the_work_tree_and_nothing_else()
    {
        using var forge = await Forge.StartAsync("dev");
        forge.Write("src/Program.cs", "not ours");

        Assert.Equal(
            "k8s/base/kustomization.yaml\nk8s/overlays/dev/kustomization.yaml",
            await forge.GitAsync("ls-tree", "-r", "--name-only", "main"));
        Assert.False(await forge.BareRepository().CreateAsync(forge.Settings(), forge.WorkTree, default));
        Assert.Equal(1, await forge.CommitsAsync());
    }

    [Fact]
    public async Task Two_runs_that_make_it_at_once_make_one()
    {
        using var forge = new Forge();
        forge.Write("k8s/base/kustomization.yaml", "resources: []\n");

        var made = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => forge.BareRepository().CreateAsync(forge.Settings(), forge.WorkTree, default)));

        Assert.Single(made, isMade => isMade);
        Assert.Equal(1, await forge.CommitsAsync());
    }

    [Fact]
    public async Task Later_changes_of_the_work_tree_come_as_one_commit_that_undoes_no_bump()
    {
        using var forge = await Forge.StartAsync();
        await forge.ImageBump().BumpAsync(Forge.Bump("dev", "1.4.0"), default);
        forge.Write(Forge.Overlay("dev"), Forge.OverlayText("dev") + "# more\r\n");
        forge.Write("k8s/base/new.yaml", "x: 1\n");
        File.Delete(Path.Combine(forge.WorkTree, Forge.Overlay("prod")));

        var commit = await forge.BareRepository().PublishAsync(forge.Settings(), forge.WorkTree, Bumped, default);

        Assert.Equal(["k8s/base/new.yaml", Forge.Overlay("dev"), Forge.Overlay("prod")], await forge.ChangedByAsync(commit.Id));
        Assert.Equal(3, await forge.CommitsAsync());
        Assert.Equal(Forge.App("1.4.0"), await new OverlayReader(forge.Repository()).ReadAsync("dev", "app", null, default));
        Assert.EndsWith("# more\n", await forge.Repository().ReadAsync(Forge.Overlay("dev"), null, default));
    }

    [Fact]
    public async Task What_was_removed_or_changed_in_the_work_tree_is_here_too_and_only_a_bump_stays()
    {
        // Given a repository with a bump, an image that the overlay pins and one of the base
        using var forge = await Forge.StartAsync();
        const string Base = "k8s/base/kustomization.yaml";
        forge.Write(Base, "resources: []\nimages:\n  - name: sidecar\n    newTag: \"1\"\n");
        forge.Write(
            Forge.Overlay("dev"),
            Forge.OverlayText("dev").Replace("namespace:", "- name: redis\r\n  newTag: \"6\"\r\nnamespace:", StringComparison.Ordinal));
        await forge.BareRepository().PublishAsync(forge.Settings(), forge.WorkTree, Bumped, default);
        await forge.ImageBump().BumpAsync(Forge.Bump("dev", "1.4.0"), default);
        await forge.ImageBump().BumpAsync(new("dev", new("redis", NewTag: "6", Digest: Forge.NewDigest)), default);

        // When both are changed in the work tree
        forge.Write(Base, "resources: []\nimages:\n  - name: sidecar\n    newTag: \"2\"\n");
        forge.Write(Forge.Overlay("dev"), Forge.OverlayText("dev"));
        await forge.BareRepository().PublishAsync(forge.Settings(), forge.WorkTree, Bumped, default);

        // Then
        Assert.Equal([Forge.App("1.4.0")], await new OverlayReader(forge.Repository()).ReadAsync("dev", null, default));
        Assert.Contains("newTag: \"2\"", await forge.Repository().ReadAsync(Base, null, default), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_of_a_git_that_was_killed_does_not_stop_the_next_push()
    {
        using var forge = await Forge.StartAsync();
        var stale = forge["gitops.git", "refs", "heads", "main.lock"];
        await File.WriteAllTextAsync(stale, "");
        File.SetLastWriteTimeUtc(stale, DateTime.UtcNow.AddSeconds(-5));
        forge.Write("k8s/base/new.yaml", "x: 1\n");

        var commit = await forge.BareRepository().PublishAsync(forge.Settings(), forge.WorkTree, Bumped, default);

        Assert.Equal((commit.Id, 1), (await forge.TipAsync(), commit.Tries));
    }

    [Fact]
    public async Task An_unchanged_work_tree_makes_no_commit_even_after_a_bump()
    {
        using var forge = await Forge.StartAsync();
        var bump = await forge.ImageBump().BumpAsync(Forge.Bump("dev", "1.4.0"), default);

        var commit = await forge.BareRepository().PublishAsync(forge.Settings(), forge.WorkTree, Bumped, default);

        Assert.Equal((bump.Commit.Id, false), (commit.Id, commit.IsNew));
    }

    [Fact]
    public async Task Links_come_as_what_they_lead_to_and_one_that_leads_nowhere_not_at_all()
    {
        // Given a file of another folder, and an editor's lock, first of all and later
        using var forge = new Forge();
        forge.Write("shared/a.yaml", "a: 1\n");
        forge.Write("k8s/base/kustomization.yaml", "resources: []\n");
        File.CreateSymbolicLink(Path.Combine(forge.WorkTree, "k8s/base/a.yaml"), "../../shared/a.yaml");
        File.CreateSymbolicLink(Path.Combine(forge.WorkTree, "k8s/base/.#a.yaml"), "me@desk.4711");
        await forge.BareRepository().CreateAsync(forge.Settings(), forge.WorkTree, default);
        Assert.Equal("a: 1\n", await forge.Repository().ReadAsync("k8s/base/a.yaml", null, default));

        forge.Write("shared/a.yaml", "a: 2\n");
        var commit = await forge.BareRepository().PublishAsync(forge.Settings(), forge.WorkTree, Bumped, default);

        Assert.True(commit.IsNew);
        Assert.Equal("a: 2\n", await forge.Repository().ReadAsync("k8s/base/a.yaml", null, default));
    }

    /// <summary>The overlays' image; the base has none that is bumped.</summary>
    private static Task<string?> Bumped(string folder, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(folder.Contains("/overlays/", StringComparison.Ordinal) ? "app" : null);
}
