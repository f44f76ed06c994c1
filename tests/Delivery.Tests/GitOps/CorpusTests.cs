using System.Text;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.GitOps;

/// <summary>
/// Whole files as people write them. In <c>Replace</c> the three old values are words of their own, so that the right result is known by
/// replacing text; in <c>Insert</c> the right result lies beside each file.
/// </summary>
public sealed class CorpusTests
{
    private static readonly ImageEntry Old = new("app", "old.example.com/app", "0.0.1-old", "sha256:" + new string('0', 64));
    private static readonly ImageEntry New = new("app", "registry.example.com:5000/team/app", "1.4.0-3-gabc1234", Forge.NewDigest);

    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Delivery.Tests", "GitOps", "Corpus");

    public static TheoryData<string> Replace => new(Names("Replace"));

    public static TheoryData<string> Insert => new(Names("Insert"));

    [Fact]
    public void It_has_at_least_sixty_files() => Assert.InRange(Names("Replace").Count(), 60, int.MaxValue);

    [Theory]
    [MemberData(nameof(Replace))]
    public void A_bump_changes_the_three_scalars_and_no_other_byte(string name)
    {
        var before = File.ReadAllBytes(Path.Combine(Folder, "Replace", name));
        var expected = Encoding.UTF8.GetString(before)
            .Replace(Old.NewName!, New.NewName).Replace(Old.NewTag!, New.NewTag).Replace(Old.Digest!, New.Digest);

        var after = OverlayEditor.SetImages(before, [New], name).Content;

        Assert.Equal(expected, Encoding.UTF8.GetString(after));
        Assert.Same(after, OverlayEditor.SetImages(after, [New], name).Content);
    }

    [Theory]
    [MemberData(nameof(Insert))]
    public void What_is_missing_is_put_in_as_the_file_beside_it_shows(string name)
    {
        var before = File.ReadAllBytes(Path.Combine(Folder, "Insert", name));
        var expected = File.ReadAllBytes(Path.Combine(Folder, "Insert", Path.ChangeExtension(name, ".after.yaml")));

        var after = OverlayEditor.SetImages(before, [New], name).Content;

        Assert.Equal(Encoding.UTF8.GetString(expected), Encoding.UTF8.GetString(after));
        Assert.Same(after, OverlayEditor.SetImages(after, [New], name).Content);
    }

    [Fact]
    [Trait(Traits.Category, Traits.Integration)]
    public async Task Kustomize_renders_every_bumped_file_with_tag_and_digest()
    {
        using var folder = new TemporaryFolder();
        folder.Write("base/kustomization.yaml", "resources: [deployment.yaml]\n");
        folder.Write(
            "base/deployment.yaml",
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app}\n"
            + "spec: {selector: {}, template: {spec: {containers: [{name: app, image: app}]}}}\n");
        string[] files = [.. Names("Replace").Select(name => $"Replace/{name}"), .. Names("Insert").Select(name => $"Insert/{name}")];
        foreach (var file in files)
        {
            var overlay = Path.GetFileNameWithoutExtension(file);
            var bumped = OverlayEditor.SetImages(File.ReadAllBytes(Path.Combine(Folder, file)), [New], file).Content;
            var kind = bumped.AsSpan().IndexOf("kind: Component"u8) >= 0 ? "components" : "resources";
            Directory.CreateDirectory(folder["overlays", overlay]);
            File.WriteAllBytes(folder["overlays", overlay, "kustomization.yaml"], bumped);
            folder.Write($"named/{overlay}/kustomization.yaml", $"{kind}: [../../overlays/{overlay}]\nnameSuffix: -of-{overlay}\n");
        }

        var all = string.Join(", ", files.Select(file => $"../named/{Path.GetFileNameWithoutExtension(file)}"));
        folder.Write("all/kustomization.yaml", $"resources: [{all}]\n");

        var rendered = await new CommandRunner(new RecordingLog()).RunAsync(new Command("kubectl", "kustomize", folder["all"]));

        Assert.Equal(files.Length, rendered.Output.Split('\n').Count(line => line.EndsWith($"image: {New}", StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Names(string kind) =>
        Directory.EnumerateFiles(Path.Combine(Folder, kind)).Select(path => Path.GetFileName(path)!)
            .Where(name => !name.EndsWith(".after.yaml", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
}
