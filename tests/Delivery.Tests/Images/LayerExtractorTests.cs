using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.Versioning;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using GitOpsDemo.Delivery.Images.Transfer.Unpacking;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Images;

[UnsupportedOSPlatform("windows")]
public sealed class LayerExtractorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Root => _folder["root"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Files_folders_and_links_are_made_with_their_permissions()
    {
        await ApplyAsync(
            Folder("./app/", Mode("0")),
            File("app/run", "program", Mode("4755")),
            File("/app/secret", "text", Mode("600")),
            Link("lib", "usr/lib"),
            Folder("usr/lib"),
            File("lib/x.so", "library"),
            Link("etc/time", "/usr/share/zone"),
            HardLink("app/same", "app/run"));

        Assert.Equal("program", Text("app/run"));
        Assert.Equal("program", Text("app/same"));
        Assert.Equal("library", Text("usr/lib/x.so"));
        Assert.Equal("../usr/share/zone", new FileInfo(Path.Combine(Root, "etc/time")).LinkTarget);
        Assert.Equal(Mode("755"), System.IO.File.GetUnixFileMode(Path.Combine(Root, "app/run")));
        Assert.Equal(Mode("600"), System.IO.File.GetUnixFileMode(Path.Combine(Root, "app/secret")));
        Assert.Equal(Mode("700"), System.IO.File.GetUnixFileMode(Path.Combine(Root, "app")));
    }

    [Fact]
    public async Task A_higher_layer_replaces_and_removes()
    {
        await ApplyInLayersAsync(
            [
                File("a", "1"), File("b", "1"), File("d/e/f", "1"), File("o/lower", "1"), File("o/deep/lower", "1"),
                Folder("was-folder"), Link("was-link", "a"), File("was-file", "1"), File("untouched", "1"),
            ],
            [
                File("a", "2"), File(".wh.b", ""), File("d/.wh.e", ""), File("o/upper", "2"), File("o/deep/upper", "2"),
                File("o/.wh..wh..opq", ""), File("was-folder", "2"), File("was-link", "2"), File("was-file/now-folder", "2"),
            ]);

        Assert.Equal("2", Text("a"));
        Assert.Equal("2", Text("was-folder"));
        Assert.Equal("2", Text("was-link"));
        Assert.Equal("2", Text("was-file/now-folder"));
        Assert.Equal(["a", "d", "o", "untouched", "was-file", "was-folder", "was-link"], Names(Root));
        Assert.Empty(Names(Path.Combine(Root, "d")));
        Assert.Equal(["deep", "upper"], Names(Path.Combine(Root, "o")));
    }

    [Fact]
    public async Task A_folder_that_is_a_link_below_stays_a_folder_of_its_own_above()
    {
        await ApplyInLayersAsync([Folder("usr/lib"), Link("lib", "usr/lib")], [Folder("lib"), File("lib/x", "x")]);

        Assert.Equal("x", Text("lib/x"));
        Assert.False(System.IO.File.Exists(Path.Combine(Root, "usr/lib/x")));
    }

    [Fact]
    public async Task Names_are_followed_through_links_as_in_the_image()
    {
        await ApplyAsync(Folder("a"), Folder("b"), Link("a/up", "../b"), Link("c", "/a/up"), File("c/file", "content"));

        Assert.Equal("content", Text("b/file"));
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/../../evil")]
    [InlineData("/../evil")]
    [InlineData("a/..")]
    [InlineData("../.wh.outside")]
    public async Task A_name_that_leads_out_is_refused(string name)
    {
        _folder.Write("outside", "");

        var refusal = await Assert.ThrowsAsync<DeliveryException>(() => ApplyAsync(File(name, "evil")));

        Assert.Contains("leads out of the image", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["outside", "root"], Names(_folder.Path));
    }

    [Theory]
    [InlineData("a", "..")]
    [InlineData("a/b/c", "../../../x")]
    [InlineData("a", "/../x")]
    [InlineData("a", "b/../../x")]
    [InlineData("a", "b\0")]
    public async Task A_link_that_leads_out_or_nowhere_is_refused(string name, string target) =>
        await Assert.ThrowsAsync<DeliveryException>(() => ApplyAsync(Link(name, target)));

    [Fact]
    public async Task Links_that_lead_out_only_together_do_not()
    {
        // Given: "." is the root; over four of them and back four times is the root for words, but outside for the system.
        await ApplyAsync(
            Link("self", "."),
            Folder("deep"),
            Link("out", "self/self/self/self/../../../../x"),
            Link("root", "/"),
            Link("in", "root/deep"),
            File("in/file", "content"));

        Assert.Equal("x", new FileInfo(Path.Combine(Root, "out")).LinkTarget);
        Assert.Equal("content", Text("deep/file"));
    }

    [Theory]
    [InlineData("/etc/hostname")]
    [InlineData("../outside")]
    [InlineData("link")]
    [InlineData("folder")]
    [InlineData("missing")]
    public async Task A_hard_link_means_a_file_of_the_image_or_nothing(string target)
    {
        _folder.Write("outside", "secret");

        await Assert.ThrowsAsync<DeliveryException>(() => ApplyAsync(Folder("folder"), Link("link", "folder"), HardLink("copy", target)));
        Assert.False(System.IO.File.Exists(Path.Combine(Root, "copy")));
    }

    [Fact]
    public async Task A_circle_of_links_is_refused() =>
        await Assert.ThrowsAsync<DeliveryException>(() => ApplyAsync(Link("a", "b"), Link("b", "a"), File("a/x", "")));

    [Fact]
    public async Task Devices_and_pipes_are_left_out()
    {
        var device = new PaxTarEntry(TarEntryType.CharacterDevice, "dev/null");
        await ApplyAsync(device, new PaxTarEntry(TarEntryType.Fifo, "pipe"), File("file", ""));

        Assert.Equal(["dev", "file"], Names(Root));
    }

    [Fact]
    public async Task What_is_too_large_is_not_unpacked()
    {
        var small = new UnpackLimits(Bytes: 100, Entries: 3);

        await Assert.ThrowsAsync<DeliveryException>(() => ApplyAsync(small, Archive(File("a", new string('x', 101)))));
        await Assert.ThrowsAsync<DeliveryException>(() => ApplyAsync(small, Archive(File("a", new string('x', 60)), HardLink("b", "a"))));
        await Assert.ThrowsAsync<DeliveryException>(() => ApplyAsync(small, Archive(Folder("a"), Folder("b"), Folder("c"), Folder("d"))));
    }

    [Fact]
    [Trait(Traits.Category, Traits.Integration)]
    public void Damaged_archives_are_refused_in_words()
    {
        var archive = Archive(Folder("app"), File("app/file", "content"), Link("link", "app"), HardLink("copy", "app/file")).ToArray();
        var damages = Gen.Zip(Gen.Choose(0, archive.Length - 1), Gen.Choose(0, 255)).ArrayOf(5).ToArbitrary();

        Prop.ForAll(damages, damage =>
        {
            var damaged = archive.ToArray();
            foreach (var (at, value) in damage)
            {
                damaged[at] = (byte)value;
            }

            try
            {
                ApplyAsync(UnpackLimits.Default, new MemoryStream(damaged)).GetAwaiter().GetResult();
            }
            catch (Exception exception) when (exception is DeliveryException or IOException)
            {
            }

            return Directory.EnumerateFileSystemEntries(_folder.Path).Single() == Root;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public async Task What_is_not_compressed_as_said_is_refused_in_words()
    {
        var extractor = new LayerExtractor(Root, UnpackLimits.Default);

        await Assert.ThrowsAsync<DeliveryException>(() => extractor.ApplyAsync(Archive(File("a", "")), isCompressed: true, default));
    }

    [Fact]
    public async Task Compressed_layers_are_read()
    {
        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionMode.Compress, leaveOpen: true))
        {
            await Archive(File("a", "content")).CopyToAsync(gzip);
        }

        compressed.Position = 0;
        await new LayerExtractor(Root, UnpackLimits.Default).ApplyAsync(compressed, isCompressed: true, default);

        Assert.Equal("content", Text("a"));
    }

    private Task ApplyAsync(params TarEntry[] entries) => ApplyInLayersAsync(entries);

    private async Task ApplyInLayersAsync(params TarEntry[][] layers)
    {
        var extractor = new LayerExtractor(Root, UnpackLimits.Default);
        foreach (var layer in layers)
        {
            await extractor.ApplyAsync(Archive(layer), isCompressed: false, default);
        }
    }

    private Task ApplyAsync(UnpackLimits limits, Stream layer) =>
        new LayerExtractor(Root, limits).ApplyAsync(layer, isCompressed: false, default);

    private static IEnumerable<string?> Names(string folder) =>
        Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order();

    private string Text(string path) => System.IO.File.ReadAllText(Path.Combine(Root, path));

    private static MemoryStream Archive(params TarEntry[] entries)
    {
        var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, leaveOpen: true))
        {
            foreach (var entry in entries)
            {
                writer.WriteEntry(entry);
            }
        }

        stream.Position = 0;
        return stream;
    }

    private static UnixFileMode Mode(string octal) => (UnixFileMode)Convert.ToInt32(octal, 8);

    private static PaxTarEntry File(string name, string content, UnixFileMode? mode = null) =>
        new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)), Mode = mode ?? Mode("644") };

    private static PaxTarEntry Folder(string name, UnixFileMode? mode = null) =>
        new(TarEntryType.Directory, name) { Mode = mode ?? Mode("755") };

    private static PaxTarEntry Link(string name, string target) => new(TarEntryType.SymbolicLink, name) { LinkName = target };

    private static PaxTarEntry HardLink(string name, string target) => new(TarEntryType.HardLink, name) { LinkName = target };
}
