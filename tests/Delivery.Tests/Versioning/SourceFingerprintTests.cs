using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Versioning;

[Trait(Traits.Category, Traits.Integration)]
public sealed class SourceFingerprintTests : IDisposable
{
    private readonly GitCheckout _checkout = new();

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public async Task Dates_and_commits_do_not_matter()
    {
        await PrepareAsync();
        var before = await OfAsync("src", "*.props");

        File.SetLastWriteTimeUtc(Path.Combine(_checkout.Root, "src", "a.cs"), DateTime.UnixEpoch);
        await _checkout.CommitAsync();

        Assert.Equal(before, await OfAsync("*.props", "src", "src"));
        Assert.Equal(64, before.Length);
    }

    [Fact]
    public async Task What_git_ignores_and_what_lies_elsewhere_does_not_matter()
    {
        await PrepareAsync();
        var before = await OfAsync("src", "*.props");

        _checkout.Write("src/bin/a.dll", "built");
        _checkout.Write("docs/readme.md", "elsewhere");

        Assert.Equal(before, await OfAsync("src", "*.props"));
    }

    [Fact]
    public async Task Every_other_change_matters()
    {
        await PrepareAsync();
        var seen = new HashSet<string> { await OfAsync("src", "*.props") };

        _checkout.Write("src/a.cs", "changed");
        Assert.True(seen.Add(await OfAsync("src", "*.props")), "changed");
        _checkout.Write("src/new.cs", "");
        Assert.True(seen.Add(await OfAsync("src", "*.props")), "new");
        File.Move(Path.Combine(_checkout.Root, "src", "new.cs"), Path.Combine(_checkout.Root, "src", "renamed.cs"));
        Assert.True(seen.Add(await OfAsync("src", "*.props")), "renamed");
        File.Delete(Path.Combine(_checkout.Root, "src", "a.cs"));
        Assert.True(seen.Add(await OfAsync("src", "*.props")), "deleted");
        _checkout.Write("deep/er/x.props", "");
        Assert.True(seen.Add(await OfAsync("src", "*.props")), "matched by the pattern");
        File.CreateSymbolicLink(Path.Combine(_checkout.Root, "src", "link"), "renamed.cs");
        Assert.True(seen.Add(await OfAsync("src", "*.props")), "linked");
    }

    [Fact]
    public async Task A_change_matters_though_git_can_not_list_the_files()
    {
        await PrepareAsync();
        _checkout.Write(".git/index", "damaged");
        var before = await OfAsync("src");

        _checkout.Write("src/a.cs", "changed");

        Assert.NotEqual(before, await OfAsync("src"));
    }

    [Fact]
    public async Task A_change_in_a_submodule_matters_and_what_it_ignores_does_not()
    {
        // Given a submodule, of which git lists nothing but its folder
        using var library = new GitCheckout();
        await library.InitialiseAsync();
        library.Write("b.cs", "b");
        library.Write(".gitignore", "bin/\n");
        await library.CommitAsync();
        await PrepareAsync();
        await _checkout.GitAsync("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library.Root, "src/library");
        var before = await OfAsync("src");

        _checkout.Write("src/library/bin/b.dll", "built");
        Assert.Equal(before, await OfAsync("src"));
        _checkout.Write("src/library/b.cs", "changed");
        Assert.NotEqual(before, await OfAsync("src"));
    }

    [Fact]
    public async Task Without_git_the_same_files_count()
    {
        // Given: names that only sort alike byte by byte, and one with a line's end in it.
        _checkout.Write("src/B.cs", "B");
        _checkout.Write("src/a.cs", "a");
        _checkout.Write("src/ä.cs", "ä");
        _checkout.Write("src/line\nend.cs", "n");
        _checkout.Write("x.props", "");
        _checkout.Write(".gitignore", "bin/\n");
        _checkout.Write("src/bin/a.dll", "built");
        File.CreateSymbolicLink(Path.Combine(_checkout.Root, "src", "folder"), "/");

        var without = (await OfAsync("src", "*.props"), await OfAsync("."));
        await _checkout.InitialiseAsync();

        Assert.Equal(without, (await OfAsync("src", "*.props"), await OfAsync(".")));
    }

    private Task<string> OfAsync(params string[] paths) => _checkout.Fingerprint.ComputeAsync(paths, default);

    private async Task PrepareAsync()
    {
        await _checkout.InitialiseAsync();
        _checkout.Write(".gitignore", "bin/\n");
        _checkout.Write("src/a.cs", "a");
        _checkout.Write("Directory.Build.props", "<Project />");
    }
}
