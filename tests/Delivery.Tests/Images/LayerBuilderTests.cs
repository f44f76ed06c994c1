using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.Versioning;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Build;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Images;

[UnsupportedOSPlatform("windows")]
public sealed class LayerBuilderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_same_content_is_the_same_layer_whatever_the_file_system_says()
    {
        // Given: two folders with the same content, made in another order, with other dates and permissions.
        string[] names = ["b/c.dll", "a.json", $"{new string('d', 90)}/{new string('e', 120)}.txt", "é.txt"];
        Make("one", names, UnixFileMode.UserRead | UnixFileMode.UserWrite, DateTime.UnixEpoch.AddYears(50));
        Make("two", names.Reverse(), (UnixFileMode)0b111_111_111, DateTime.UnixEpoch.AddYears(40));
        var layout = new ImageLayout(_folder["layout"]);

        // When
        var one = await new LayerBuilder().AddFolder(_folder["one"], path => $"app/{path}").WriteAsync(layout, "one", [], default);
        var two = await new LayerBuilder().AddFolder(_folder["two"], path => $"app/{path}").WriteAsync(layout, "two", [], default);

        // Then
        Assert.Equal(one.Descriptor, two.Descriptor);
        Assert.Equal(one.DiffId, two.DiffId);
        Assert.Single(Directory.EnumerateFiles(_folder["layout", "blobs", "sha256"]));
        var entries = Entries(layout, one);
        var expected = names.Append("").Append("b/").Append($"{new string('d', 90)}/").Select(name => $"app/{name}");
        Assert.Equal(expected.Order(StringComparer.Ordinal), entries.Select(entry => entry.Name));
        Assert.All(entries, entry => Assert.Equal((DateTimeOffset.UnixEpoch, 0, 0), (entry.ModificationTime, entry.Uid, entry.Gid)));
    }

    [Fact]
    public async Task Programs_can_be_run_and_everything_can_be_read()
    {
        _folder.Write("in/program", "\u007fELF…");
        _folder.Write("in/script", "#!/bin/sh");
        _folder.Write("in/text", "#");
        var layout = new ImageLayout(_folder["layout"]);

        var layer = await new LayerBuilder()
            .AddFolder(_folder["in"], path => path)
            .AddFolder("home/app", 1654)
            .AddSharedFolder("tmp")
            .AddLink("lib", "usr/lib")
            .WriteAsync(layout, "modes", [], default);

        Assert.Equal(
            [
                ("home/", "755", 0), ("home/app/", "755", 1654), ("lib", "777", 0), ("program", "755", 0),
                ("script", "755", 0), ("text", "644", 0), ("tmp/", "1777", 0),
            ],
            Entries(layout, layer).Select(entry => (entry.Name, Convert.ToString((int)entry.Mode, 8), entry.Uid)));
        Assert.Equal("usr/lib", Entries(layout, layer).Single(entry => entry.EntryType == TarEntryType.SymbolicLink).LinkName);
    }

    [Fact]
    public async Task Links_stay_links_and_are_not_followed()
    {
        _folder.Write("in/folder/file", "");
        File.CreateSymbolicLink(_folder["in", "folder", "loop"], "..");
        File.CreateSymbolicLink(_folder["in", "nowhere"], "/does/not/exist");
        var layout = new ImageLayout(_folder["layout"]);

        var layer = await new LayerBuilder().AddFolder(_folder["in"], path => path).WriteAsync(layout, "links", [], default);

        Assert.Equal(["folder/", "folder/file", "folder/loop", "nowhere"], Entries(layout, layer).Select(entry => entry.Name));
    }

    [Fact]
    public async Task A_layer_that_is_known_is_not_compressed_again()
    {
        _folder.Write("in/file", "content");
        var layout = new ImageLayout(_folder["layout"]);
        var first = await new LayerBuilder().AddFolder(_folder["in"], path => path).WriteAsync(layout, "first", [], default);
        var written = File.GetLastWriteTimeUtc(layout.PathOf(first.Descriptor.Digest));

        var again = await new LayerBuilder().AddFolder(_folder["in"], path => path).WriteAsync(layout, "again", [first], default);

        Assert.Equal(first with { What = "again" }, again);
        Assert.Equal(written, File.GetLastWriteTimeUtc(layout.PathOf(first.Descriptor.Digest)));

        // Known, but not there any more.
        File.Delete(layout.PathOf(first.Descriptor.Digest));
        var anew = await new LayerBuilder().AddFolder(_folder["in"], path => path).WriteAsync(layout, "first", [first], default);
        Assert.Equal(first, anew);
        Assert.True(layout.Has(first.Descriptor));
    }

    private void Make(string folder, IEnumerable<string> names, UnixFileMode mode, DateTime written)
    {
        foreach (var name in names)
        {
            var path = _folder.Write($"{folder}/{name}", name);
            File.SetUnixFileMode(path, mode);
            File.SetLastWriteTimeUtc(path, written);
        }
    }

    private static List<TarEntry> Entries(ImageLayout layout, ImageLayer layer)
    {
        using var reader = new TarReader(new GZipStream(File.OpenRead(layout.PathOf(layer.Descriptor.Digest)), CompressionMode.Decompress));
        var entries = new List<TarEntry>();
        while (reader.GetNextEntry(copyData: true) is { } entry)
        {
            entries.Add(entry);
        }

        return entries;
    }
}
