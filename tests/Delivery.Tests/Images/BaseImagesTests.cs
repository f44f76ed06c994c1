using System.Runtime.Versioning;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Build.Bases;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Images.Transfer.Unpacking;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Images;

[UnsupportedOSPlatform("windows")]
public sealed class BaseImagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLog _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_first_that_can_be_had_is_taken_and_kept_for_the_run()
    {
        // Given
        var small = await SmallImage.WriteAsync(_folder["small"]);
        var unreachable = ImageReference.Create($"127.0.0.1:{FreePort.Next()}", "runtime-deps", "10.0");
        using var bases = new BaseImages([Registry(unreachable), SmallImage.Source(small)], _log);

        // When
        var found = await Task.WhenAll(bases.GetAsync(ImagePlatform.Here, default), bases.GetAsync(ImagePlatform.Here, default));

        // Then: one line says why.
        Assert.All(found, image => Assert.Same(small, image));
        Assert.Contains($"base image {unreachable} is not available", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_none_can_be_had_the_last_reason_is_given()
    {
        using var bases = new BaseImages([new PackagesBaseImage(new Packages(isAvailable: false), _folder["images"], _log)], _log);

        var refused = await Assert.ThrowsAsync<DeliveryException>(() => bases.GetAsync(ImagePlatform.Here, default));
        Assert.Contains("has no apt", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_pinned_by_its_digest_is_that_one_and_needs_no_registry_once_it_is_here()
    {
        // Given: a registry whose tag has moved on since.
        var small = await SmallImage.WriteAsync(_folder["small"]);
        await using var registry = await RegistryStub.StartAsync();
        foreach (var blob in small.Image.Manifest.Blobs)
        {
            registry.AddBlob(await File.ReadAllBytesAsync(small.Layout.PathOf(blob.Digest)));
        }

        var manifest = registry.AddManifest("pinned", MediaTypes.Manifest, small.Layout.ReadDocument(small.Image.Descriptor));
        var pinned = registry.Image("10.0").AtDigest(manifest.Digest);

        // When
        var first = await Registry(pinned).GetAsync(ImagePlatform.Here, default);
        var asked = registry.Requests.Count;
        var second = await Registry(pinned).GetAsync(ImagePlatform.Here, default);

        // Then
        Assert.Equal((manifest.Digest, manifest.Digest), (first.Image.Descriptor.Digest, second.Image.Descriptor.Digest));
        Assert.Equal(asked, registry.Requests.Count);
    }

    [Fact]
    public async Task A_registry_is_asked_for_the_digest_each_time_but_pulled_from_once()
    {
        // Given: a registry with an index.
        var small = await SmallImage.WriteAsync(_folder["small"]);
        await using var registry = await RegistryStub.StartAsync();
        foreach (var blob in small.Image.Manifest.Blobs)
        {
            registry.AddBlob(await File.ReadAllBytesAsync(small.Layout.PathOf(blob.Digest)));
        }

        var manifest = registry.AddManifest("amd64", MediaTypes.Manifest, small.Layout.ReadDocument(small.Image.Descriptor));
        var index = new ImageIndex(2, [manifest with { Platform = ImagePlatform.Here }]);
        registry.AddManifest("10.0", MediaTypes.Index, OciJson.Write(index));

        // When
        var first = await Registry(registry.Image("10.0")).GetAsync(ImagePlatform.Here, default);
        var asked = registry.Requests.Count;
        var second = await Registry(registry.Image("10.0")).GetAsync(ImagePlatform.Here, default);

        // Then
        Assert.Equal(small.Image.Layers, first.Image.Layers);
        Assert.Equal(first.Image.Descriptor.Digest, second.Image.Descriptor.Digest);
        Assert.Equal(asked + 1, registry.Requests.Count);
        await Assert.ThrowsAsync<DeliveryException>(() => Registry(registry.Image("11.0")).GetAsync(ImagePlatform.Here, default));
    }

    [Fact]
    public async Task Packages_become_a_small_operating_system_without_a_shell()
    {
        // Given: a build before was killed.
        _folder.Write("images/.killed/usr/file", "");
        var packages = new Packages();
        var source = new PackagesBaseImage(packages, _folder["images"], _log);

        // When
        var image = await source.GetAsync(ImagePlatform.Here, default);
        await source.GetAsync(ImagePlatform.Here, default);

        // Then: unpacked as any image.
        Assert.Equal(1, packages.Unpacked);
        await new LayerExtractor(_folder["root"], UnpackLimits.Default)
            .ApplyAsync(File.OpenRead(image.Layout.PathOf(image.Image.Layers.Single().Descriptor.Digest)), isCompressed: true, default);
        Assert.Equal("ld", await File.ReadAllTextAsync(_folder["root", "lib64", "ld-linux-x86-64.so.2"]));
        Assert.Equal("libc", await File.ReadAllTextAsync(_folder["root", "usr", "lib", "x86_64-linux-gnu", "libc.so.6"]));
        Assert.Equal("ssl", await File.ReadAllTextAsync(_folder["root", "lib", "x86_64-linux-gnu", "libssl.so.3"]));
        Assert.Equal("one\ntwo\n", await File.ReadAllTextAsync(_folder["root", "usr", "lib", "ssl", "cert.pem"]));
        Assert.Contains("app:x:1654:1654:", await File.ReadAllTextAsync(_folder["root", "etc", "passwd"]), StringComparison.Ordinal);
        Assert.Equal("GPL", await File.ReadAllTextAsync(_folder["root", "usr", "share", "doc", "libc6", "copyright"]));
        Assert.False(File.Exists(_folder["root", "usr", "share", "doc", "libc6", "changelog.gz"]));
        Assert.False(Directory.Exists(_folder["root", "usr", "share", "ca-certificates"]));
        Assert.True(File.GetUnixFileMode(_folder["root", "tmp"]).HasFlag(UnixFileMode.OtherWrite | UnixFileMode.StickyBit));
        Assert.Equal("1654", image.Image.Configuration.Container.User);
        Assert.Single(Directory.EnumerateFileSystemEntries(_folder["images"]));
    }

    [Fact]
    public async Task The_same_packages_give_the_same_image()
    {
        var one = await new PackagesBaseImage(new Packages(), _folder["one"], _log).GetAsync(ImagePlatform.Here, default);
        var two = await new PackagesBaseImage(new Packages(), _folder["two"], _log).GetAsync(ImagePlatform.Here, default);

        Assert.Equal(one.Image.Descriptor.Digest, two.Image.Descriptor.Digest);
    }

    [Fact]
    public async Task The_data_of_cultures_is_in_it_where_the_service_needs_them_whatever_the_distribution_calls_their_package()
    {
        // Given a distribution that has version 76 of them
        var packages = new Packages { Icu = "libicu76" };

        var with = await new PackagesBaseImage(packages, _folder["images"], _log, hasCultures: true).GetAsync(ImagePlatform.Here, default);
        var without = await new PackagesBaseImage(packages, _folder["images"], _log).GetAsync(ImagePlatform.Here, default);

        await new LayerExtractor(_folder["root"], UnpackLimits.Default)
            .ApplyAsync(File.OpenRead(with.Layout.PathOf(with.Image.Layers.Single().Descriptor.Digest)), isCompressed: true, default);
        Assert.Equal("icu", await File.ReadAllTextAsync(_folder["root", "usr", "lib", "x86_64-linux-gnu", "libicudata.so"]));
        Assert.NotEqual(with.Image.Descriptor.Digest, without.Image.Descriptor.Digest);
    }

    private RegistryBaseImage Registry(ImageReference image) =>
        new(
            new Lazy<ImageReference>(image),
            _folder["images"],
            _log,
            TimeProvider.System,
            RegistryLimits.QuickLook);

    /// <summary>Files as the packages of Debian 12 have them, before the merge of /lib into /usr/lib.</summary>
    private sealed class Packages(bool isAvailable = true) : IDistributionPackages
    {
        public bool IsAvailable => isAvailable;

        public int Unpacked { get; private set; }

        /// <summary>The package of ICU that the distribution has.</summary>
        public string? Icu { get; init; }

        public Task UnpackAsync(IReadOnlyList<string> packages, ImagePlatform platform, string folder, CancellationToken cancellationToken)
        {
            if (packages is [var icu] && icu.StartsWith("libicu", StringComparison.Ordinal))
            {
                return icu == Icu
                    ? File.WriteAllTextAsync(Path.Combine(folder, "usr/lib/x86_64-linux-gnu/libicudata.so"), "icu", cancellationToken)
                    : throw new DeliveryException($"{icu} can't be had", "there is no such package", "name another");
            }

            Unpacked++;
            foreach (var (path, content) in new[]
            {
                ("lib/x86_64-linux-gnu/libc.so.6", "libc"), ("lib/x86_64-linux-gnu/ld-linux-x86-64.so.2", "ld"),
                ("usr/lib/x86_64-linux-gnu/libssl.so.3", "ssl"), ("usr/lib/x86_64-linux-gnu/gconv/X.so", "gconv"),
                ("usr/share/doc/libc6/copyright", "GPL"), ("usr/share/doc/libc6/changelog.gz", "long"),
                ("usr/share/ca-certificates/mozilla/b.crt", "two\n"), ("usr/share/ca-certificates/mozilla/a.crt", "one\n"),
            })
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, path))!);
                File.WriteAllText(Path.Combine(folder, path), content);
            }

            Directory.CreateDirectory(Path.Combine(folder, "lib64"));
            File.CreateSymbolicLink(Path.Combine(folder, "lib64/ld-linux-x86-64.so.2"), "/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2");
            return Task.CompletedTask;
        }
    }
}
