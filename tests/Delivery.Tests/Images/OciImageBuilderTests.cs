using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Build;
using GitOpsDemo.Delivery.Images.Build.Bases;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Images.Transfer.Unpacking;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Images;

/// <summary>From published files to a registry and back, with the real server.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class OciImageBuilderTests(LocalRegistry registry) : IClassFixture<LocalRegistry>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLog _log = new();
    private readonly RegistryClient _client = new(new RecordingLog(), TimeProvider.System);

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [FactWithTool(LocalRegistry.Tool)]
    public async Task What_is_published_arrives_in_the_registry_and_comes_back_as_a_folder()
    {
        // When
        var pushed = await BuildAndPushAsync("whole", "1.0");

        // Then: what is reported is what the registry has.
        var image = registry.Image("whole", "1.0");
        Assert.Equal((await _client.ResolveAsync(image))!.Digest, pushed.Reference.Digest);
        Assert.Equal(["base", ".NET runtime and packages", "demo"], pushed.Layers.Select(layer => layer.What));
        Assert.True(pushed.UploadedBytes > pushed.Size);
        Assert.Contains($"pushing {image}: 0.0 of 0.0 MiB", _log.Lines);

        using var unpacker = new ImageUnpacker(_client, _folder["images"]);
        var unpacked = await unpacker.UnpackAsync(pushed.Reference, default);
        Assert.Equal("our code", await File.ReadAllTextAsync(Path.Combine(unpacked.RootFolder, "app", "Demo.dll")));
        Assert.Equal("base", await File.ReadAllTextAsync(Path.Combine(unpacked.RootFolder, "etc", "base")));
        var container = unpacked.Configuration.Container;
        Assert.Equal(("1654", "/app"), (container.User, container.WorkingDirectory));
        Assert.Equal(["/app/Demo"], container.EntryPoint!);
        Assert.Equal(["8080/tcp"], container.ExposedPorts!.Keys);
        Assert.Equal("abc1234", container.Labels!["org.opencontainers.image.revision"]);
        Assert.Equal("2026-01-02T03:04:05Z", unpacked.Configuration.Created);
    }

    [FactWithTool(LocalRegistry.Tool)]
    public async Task The_same_files_in_another_folder_give_the_same_digest()
    {
        var first = await BuildAndPushAsync("same", "1.0", "one");
        var second = await BuildAndPushAsync("same", "1.1", "two");

        Assert.Equal(first.Reference.Digest, second.Reference.Digest);
    }

    [FactWithTool(LocalRegistry.Tool)]
    public async Task A_change_of_our_code_moves_only_our_files()
    {
        var first = await BuildAndPushAsync("change", "1.0");
        var second = await BuildAndPushAsync("change", "1.1", ours: "our changed code");
        var third = await BuildAndPushAsync("change", "1.2", ours: "our changed code");

        Assert.Equal(first.Layers.SkipLast(1), second.Layers.SkipLast(1));
        Assert.NotEqual(first.Reference.Digest, second.Reference.Digest);
        var blobs = second.Size - second.Layers.SkipLast(1).Sum(layer => layer.Descriptor.Size);
        Assert.InRange(second.UploadedBytes, blobs + 1, blobs + 1000);
        Assert.InRange(third.UploadedBytes, 1, 1000);
    }

    [FactWithTool(LocalRegistry.Tool)]
    public async Task A_damaged_folder_of_an_earlier_build_does_no_harm()
    {
        var first = await BuildAndPushAsync("damaged", "1.0");
        foreach (var blob in Directory.EnumerateFiles(_folder["layout", "blobs", "sha256"]))
        {
            await File.WriteAllTextAsync(blob, "damaged");
        }

        Assert.Equal(first.Reference.Digest, (await BuildAndPushAsync("damaged", "1.1")).Reference.Digest);
    }

    [FactWithTool(LocalRegistry.Tool)]
    public async Task Nothing_is_pushed_before_it_was_built()
    {
        using var bases = new BaseImages([], _log);
        var builder = new OciImageBuilder(bases, _folder["empty"], _client, _log);

        var refused = await Assert.ThrowsAsync<DeliveryException>(() =>
            builder.PushAsync(registry.Image("empty", "1.0"), [ImagePlatform.Here], default));
        Assert.Contains("BuildImage", refused.Next, StringComparison.Ordinal);
    }

    [FactWithTool(LocalRegistry.Tool)]
    public async Task An_unpacked_image_is_kept_until_nothing_runs_from_it()
    {
        var first = (await BuildAndPushAsync("kept", "1.0")).Reference;
        var second = (await BuildAndPushAsync("kept", "1.1", ours: "newer")).Reference;
        using var unpacker = new ImageUnpacker(_client, _folder["images"]);
        Directory.CreateDirectory(_folder["images", $"{second.Digest!.FileName}.killed.tmp"]);

        // When: two replicas at once, and later without a registry.
        var both = await Task.WhenAll(unpacker.UnpackAsync(first, default), unpacker.UnpackAsync(first, default));
        await unpacker.UnpackAsync(second, default);
        var gone = ImageReference.Create($"127.0.0.1:{FreePort.Next()}", "kept", "1.0").AtDigest(first.Digest!);
        Assert.Equal(both[0].RootFolder, (await unpacker.UnpackAsync(gone, default)).RootFolder);

        // Then
        Assert.Equal(new[] { first.Digest!.FileName, second.Digest.FileName }.Order(), Kept());
        unpacker.RemoveOthers([second.Digest]);
        Assert.Equal([second.Digest.FileName], Kept());
    }

    [FactWithTool(LocalRegistry.Tool)]
    public async Task An_image_that_is_not_there_or_has_no_digest_is_not_unpacked()
    {
        using var unpacker = new ImageUnpacker(_client, _folder["images"]);

        await Assert.ThrowsAsync<DeliveryException>(() => unpacker.UnpackAsync(registry.Image("none", "1.0"), default));
        var missing = registry.Image("none", "1.0").AtDigest(ImageDigest.Of("x"u8));
        await Assert.ThrowsAsync<DeliveryException>(() => unpacker.UnpackAsync(missing, default));
        Assert.False(Directory.Exists(_folder["images"]));
    }

    [FactWithTool(LocalRegistry.Tool)]
    public async Task A_folder_that_can_not_be_written_is_said_in_words()
    {
        var image = (await BuildAndPushAsync("blocked", "1.0")).Reference;
        using var unpacker = new ImageUnpacker(_client, _folder.Write("in-the-way", ""));

        await Assert.ThrowsAsync<DeliveryException>(() => unpacker.UnpackAsync(image, default));
    }

    [FactWithTool(LocalRegistry.Tool)]
    public async Task A_layer_in_a_compression_that_is_not_known_is_refused()
    {
        // Given
        var small = await SmallImage.WriteAsync(_folder["base"]);
        var image = registry.Image("compression", "1.0");
        foreach (var blob in small.Image.Manifest.Blobs)
        {
            await _client.PushBlobAsync(image, blob, small.Layout.PathOf(blob.Digest));
        }

        var layer = small.Image.Manifest.Layers[0] with { MediaType = "application/vnd.oci.image.layer.v1.tar+zstd" };
        var manifest = OciJson.Write(small.Image.Manifest with { Layers = [layer] });
        var digest = await _client.PushManifestAsync(image, MediaTypes.Manifest, manifest);
        using var unpacker = new ImageUnpacker(_client, _folder["images"]);

        // When, then
        var refused = await Assert.ThrowsAsync<DeliveryException>(() => unpacker.UnpackAsync(image.AtDigest(digest), default));
        Assert.Contains("tar+zstd", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Kept());
    }

    private IEnumerable<string?> Kept() => Directory.EnumerateDirectories(_folder["images"]).Select(Path.GetFileName).Order();

    private async Task<PushedImage> BuildAndPushAsync(string repository, string tag, string folder = "publish", string ours = "our code")
    {
        using var bases = new BaseImages([SmallImage.Source(await SmallImage.WriteAsync(_folder["base"]))], _log);
        var builder = new OciImageBuilder(bases, _folder["layout"], _client, _log);
        var image = registry.Image(repository, tag);
        var labels = new ImageLabels("demo", "1.0", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)) { Revision = "abc1234" };
        await builder.BuildAsync(
            new ImageRequest(image, [new(ImagePlatform.Here, SmallImage.Publish(_folder[folder], ours))], "Demo", labels), default);
        return await builder.PushAsync(image, [ImagePlatform.Here], default);
    }
}
