using System.Text;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Images;

public sealed class RunningImagesTests : IDisposable
{
    private static readonly string Other = $"sha256:{new string('0', 64)}";

    private readonly RecordingLog _log = new();
    private readonly RegistryClient _client;

    public RunningImagesTests() => _client = new(_log, TimeProvider.System, limits: RegistryFaultTests.Impatient);

    private RunningImages Images => new(_client, _log);

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task A_node_may_call_an_image_by_the_digest_that_it_had_before_the_index_was_made()
    {
        // Given an image, the index that lists it, and a node that had the image first
        await using var registry = await RegistryStub.StartAsync();
        var amd = registry.AddManifest("amd", MediaTypes.Manifest, Manifest("amd64"));
        var arm = registry.AddManifest("arm", MediaTypes.Manifest, Manifest("arm64"));
        var index = registry.AddManifest("1.0", MediaTypes.Index, OciJson.Write(new ImageIndex(2, [amd, arm])));
        var live = Live(registry.Image().AtDigest(index.Digest), $"{amd.Digest}", $"{index.Digest}", Other);

        // When
        var known = await Images.KnownByIndexAsync(live, default);

        // Then
        Assert.Equal([live.Image, $"app@{index.Digest}", $"app@{Other}"], known.Replicas.Select(replica => replica.Image));
    }

    [Fact]
    public async Task The_registry_is_asked_only_where_digests_differ()
    {
        await using var registry = await RegistryStub.StartAsync();
        var image = registry.AddManifest("1.0", MediaTypes.Manifest, Manifest("amd64"));
        var live = Live(registry.Image().AtDigest(image.Digest), $"{image.Digest}");

        Assert.Same(live, await Images.KnownByIndexAsync(live, default));
        Assert.Empty(registry.Requests);

        var differs = live with { Replicas = [live.Replicas[0] with { Image = $"app@{Other}" }] };
        Assert.Equal([$"app@{Other}"], (await Images.KnownByIndexAsync(differs, default)).Replicas.Select(replica => replica.Image));
    }

    private static byte[] Manifest(string name) =>
        OciJson.Write(new ImageManifest(2, new Descriptor(MediaTypes.Configuration, ImageDigest.Of(Encoding.UTF8.GetBytes(name)), 2), []));

    private static LiveEnvironment Live(ImageReference image, params string[] digests) => new(
        "dev",
        "app-dev",
        "c",
        $"{image}",
        new("http://localhost/"),
        [.. digests.Select((digest, number) => new LiveReplica($"app-{number}", $"app@{digest}", true, "rig"))],
        "");
}
