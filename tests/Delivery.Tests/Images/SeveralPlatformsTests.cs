using System.Text;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Build;
using GitOpsDemo.Delivery.Images.Build.Bases;
using GitOpsDemo.Delivery.Images.Build.Sbom;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Images.Transfer.Unpacking;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Images;

/// <summary>An index of images for amd64 and arm64, in the real server.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class SeveralPlatformsTests(LocalRegistry registry) : IClassFixture<LocalRegistry>, IDisposable
{
    private static readonly ImageLabels Labels = new("demo", "1.0", DateTimeOffset.UnixEpoch);

    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLog _log = new();
    private readonly RegistryClient _client = new(new RecordingLog(), TimeProvider.System);

    private static ImagePlatform Elsewhere => ImagePlatform.Known.First(platform => platform != ImagePlatform.Here);

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [FactWithTool(LocalRegistry.Tool)]
    public async Task The_digest_is_that_of_an_index_whose_images_say_what_they_run_on()
    {
        var pushed = await BuildAndPushAsync("index", "1.0", ImagePlatform.Known);

        var held = await _client.GetManifestAsync(registry.Image("index", "1.0"));
        Assert.Equal((MediaTypes.Index, pushed.Reference.Digest), (held.Descriptor.MediaType, held.Descriptor.Digest));
        Assert.Contains(
            "\"platform\":{\"architecture\":\"arm64\",\"os\":\"linux\"}", Encoding.UTF8.GetString(held.Content), StringComparison.Ordinal);
        var listed = ImageIndex.Parse(held.Content).Manifests;
        Assert.Equal(["linux/amd64", "linux/arm64"], listed.Select(manifest => manifest.Platform!.ToString()));
        foreach (var manifest in listed)
        {
            var image = await new ImageTransfer(_client).ReadAsync(pushed.Reference, manifest.Platform!, default);
            Assert.Equal((manifest.Digest, manifest.Platform), (image.Descriptor.Digest, image.Platform));
            Assert.Equal(pushed.Manifests[manifest.Platform!], manifest.Digest);
        }
    }

    [FactWithTool(LocalRegistry.Tool)]
    public async Task The_same_files_give_the_same_index()
    {
        var first = await BuildAndPushAsync("again", "1.0", ImagePlatform.Known);
        var second = await BuildAndPushAsync("again", "1.1", ImagePlatform.Known);

        Assert.Equal(first.Reference.Digest, second.Reference.Digest);
        Assert.InRange(second.UploadedBytes, 1, 2500);
    }

    [FactWithTool(LocalRegistry.Tool)]
    public async Task A_layer_that_is_the_same_for_both_is_sent_once()
    {
        // Given files that differ in our own code only
        var both = await BuildAndPushAsync("shared", "1.0", ImagePlatform.Known);

        Assert.Equal(2, both.Layers.Count(layer => layer.What == "base"));
        Assert.Single(both.Layers, layer => layer.What == ".NET runtime and packages");
        Assert.Equal(2, both.Layers.Count(layer => layer.What == "demo"));
        Assert.InRange(both.UploadedBytes, both.Size + 1, both.Size + 2500);
    }

    [FactWithTool(LocalRegistry.Tool)]
    public async Task One_platform_is_a_plain_image()
    {
        var pushed = await BuildAndPushAsync("plain", "1.0", [Elsewhere]);

        Assert.Equal(MediaTypes.Manifest, (await _client.ResolveAsync(pushed.Reference))!.MediaType);
        Assert.Equal(pushed.Reference.Digest, Assert.Single(pushed.Manifests).Value);
    }

    [FactWithTool(LocalRegistry.Tool)]
    public async Task This_computer_takes_its_own_out_of_an_index_and_no_other()
    {
        var both = await BuildAndPushAsync("taken", "1.0", ImagePlatform.Known);
        var foreign = await BuildAndPushAsync("taken", "1.1", [Elsewhere]);
        using var unpacker = new ImageUnpacker(_client, _folder["images"]);

        var unpacked = await unpacker.UnpackAsync(both.Reference, default);
        Assert.Equal($"code for {ImagePlatform.Here}", await File.ReadAllTextAsync(Path.Combine(unpacked.RootFolder, "app", "Demo.dll")));

        var refused = await Assert.ThrowsAsync<DeliveryException>(() => unpacker.UnpackAsync(foreign.Reference, default));
        Assert.Contains($"no image for {ImagePlatform.Here}: it is one for {Elsewhere}", refused.Message, StringComparison.Ordinal);
    }

    [FactWithTool(LocalRegistry.Tool)]
    public async Task The_index_and_each_image_have_a_list_of_what_they_are_made_of()
    {
        var pushed = await BuildAndPushAsync("listed", "1.0", ImagePlatform.Known);

        using var bases = await BasesAsync();
        await new ImageSbom(bases, new Referrers(_client, _folder["attached"]), _folder["sbom.spdx.json"], _log)
            .AttachAsync(pushed, Request(pushed.Reference, ImagePlatform.Known), default);

        // Then: this registry lists them under tags.
        foreach (var digest in pushed.Manifests.Values.Append(pushed.Reference.Digest!))
        {
            var list = await _client.GetManifestAsync(pushed.Reference.AtTag(Referrers.TagOf(digest)));
            Assert.Equal("application/spdx+json", Assert.Single(ImageIndex.Parse(list.Content).Manifests).ArtifactType);
        }
    }

    [FactWithTool(LocalRegistry.Tool)]
    public async Task An_engine_builds_each_and_the_index_is_put_over_what_it_pushed()
    {
        // Given
        var engine = new PushingEngine(_folder, _client);
        using var bases = await BasesAsync();
        var builder = new DockerImageBuilder(
            bases, engine, new(_folder["no", "Dockerfile"], null), _folder["context"], _client, null, _log);
        var image = registry.Image("engine", "1.0");

        // When
        await builder.BuildAsync(Request(image, ImagePlatform.Known), default);
        var pushed = await builder.PushAsync(image, ImagePlatform.Known, default);

        // Then
        Assert.Equal(
            [(registry.Image("engine", "1.0-amd64"), "amd64"), (registry.Image("engine", "1.0-arm64"), "arm64")],
            engine.Builds.Select(build => (build.Image, (build.Platform ?? ImagePlatform.Here).Architecture)));
        Assert.Equal((await _client.ResolveAsync(image))!.Digest, pushed.Reference.Digest);
        Assert.Equal(ImagePlatform.Known, pushed.Manifests.Keys);
    }

    private async Task<PushedImage> BuildAndPushAsync(string repository, string tag, IReadOnlyList<ImagePlatform> platforms)
    {
        using var bases = await BasesAsync();
        var builder = new OciImageBuilder(bases, _folder[Path.GetRandomFileName()], _client, _log);
        var image = registry.Image(repository, tag);
        await builder.BuildAsync(Request(image, platforms), default);
        return await builder.PushAsync(image, platforms, default);
    }

    private ImageRequest Request(ImageReference image, IReadOnlyList<ImagePlatform> platforms) => new(
        image,
        [.. platforms.Select(platform => new PublishedService(
            platform, SmallImage.Publish(_folder[platform.Architecture], $"code for {platform}")))],
        "Demo",
        Labels);

    private async Task<BaseImages> BasesAsync()
    {
        var images = new Dictionary<ImagePlatform, BaseImage>();
        foreach (var platform in ImagePlatform.Known)
        {
            images[platform] = await SmallImage.WriteAsync(_folder[$"base-{platform.Architecture}"], $"for {platform}", null, platform);
        }

        return new BaseImages([SmallImage.Source(images)], _log);
    }

    /// <summary>An engine whose images are two small layers.</summary>
    private sealed class PushingEngine(TemporaryFolder folder, RegistryClient client) : IContainerEngine
    {
        public List<EngineBuild> Builds { get; } = [];

        public Task<string?> VersionAsync(CancellationToken cancellationToken) => Task.FromResult<string?>("1");

        /// <summary>It has the base images, under any name, and nothing that a registry has.</summary>
        public Task<string?> IdOfAsync(string image, CancellationToken cancellationToken) => Task.FromResult<string?>("sha256:1");

        public Task LoadAsync(string archive, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task BuildAsync(EngineBuild build, CancellationToken cancellationToken)
        {
            Builds.Add(build);
            return Task.CompletedTask;
        }

        public async Task<IReadOnlyList<string>> PushAsync(
            ImageReference image, RegistryCredentials? credentials, CancellationToken cancellationToken)
        {
            var platform = Builds.Single(build => build.Image == image).Platform ?? ImagePlatform.Here;
            var built = await SmallImage.WriteAsync(folder[$"built-{platform.Architecture}"], $"built for {platform}", null, platform);
            await new ImageTransfer(client).PushAsync(built.Layout, image, new RecordingLog(), cancellationToken);
            return [.. built.Image.Layers.Select(layer => layer.DiffId.Hex[..12])];
        }
    }
}
