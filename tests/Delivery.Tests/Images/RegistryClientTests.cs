using System.Text;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Images;

public sealed class RegistryClientTests : IDisposable
{
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("a layer");

    private static readonly Descriptor Blob = new(MediaTypes.Layer, ImageDigest.Of(Content), Content.Length);

    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLog _log = new();

    private string File => _folder["blob"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_tag_is_resolved_to_its_digest()
    {
        await using var registry = await RegistryStub.StartAsync();
        var manifest = registry.AddManifest("1.0", MediaTypes.Manifest, Manifest());
        using var client = Client();

        Assert.Equal(manifest, await client.ResolveAsync(registry.Image()));
        Assert.Null(await client.ResolveAsync(registry.Image("2.0")));
        Assert.Equal(["HEAD /v2/demo/manifests/1.0", "HEAD /v2/demo/manifests/2.0"], registry.Requests);
    }

    [Fact]
    public async Task A_registry_that_does_not_say_the_digest_is_asked_for_the_manifest()
    {
        await using var registry = await RegistryStub.StartAsync(context =>
        {
            context.Response.OnStarting(() => Task.FromResult(context.Response.Headers.Remove("Docker-Content-Digest")));
            return Task.FromResult(false);
        });
        var manifest = registry.AddManifest("1.0", MediaTypes.Manifest, Manifest());
        using var client = Client();

        Assert.Equal(manifest, await client.ResolveAsync(registry.Image()));
    }

    [Fact]
    public async Task An_index_leads_to_the_image_for_the_platform()
    {
        await using var registry = await RegistryStub.StartAsync();
        var arm = registry.AddManifest("arm", MediaTypes.Manifest, Manifest("arm")) with { Platform = new ImagePlatform("arm64", "linux") };
        var amd = registry.AddManifest("amd", MediaTypes.DockerManifest, Manifest("amd")) with { Platform = ImagePlatform.Here };
        registry.AddManifest("1.0", MediaTypes.Index, OciJson.Write(new ImageIndex(2, [arm, amd])));
        using var client = Client();

        var found = await client.GetImageAsync(registry.Image(), ImagePlatform.Here);

        Assert.Equal(amd.Digest, found.Descriptor.Digest);
        var mainframe = new ImagePlatform("s390x", "linux");
        var refusal = await Assert.ThrowsAsync<DeliveryException>(() => client.GetImageAsync(registry.Image(), mainframe));
        Assert.Contains("it has linux/arm64, linux/amd64", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manifest_that_is_not_what_its_digest_says_is_refused()
    {
        await using var registry = await RegistryStub.StartAsync();
        var digest = ImageDigest.Of(Content);
        registry.Manifests[digest.ToString()] = (MediaTypes.Manifest, Manifest());
        using var client = Client();

        var refusal = await Assert.ThrowsAsync<DeliveryException>(() => client.GetManifestAsync(registry.Image().AtDigest(digest)));
        Assert.Contains($"the digest should be {digest}", refusal.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<DeliveryException>(() => client.ResolveAsync(registry.Image().AtDigest(digest)));
    }

    [Fact]
    public async Task A_manifest_that_is_none_or_far_too_long_is_refused()
    {
        await using var registry = await RegistryStub.StartAsync();
        registry.AddManifest("text", "text/html", Content);
        registry.AddManifest("long", MediaTypes.Manifest, new byte[5 * 1024 * 1024]);
        using var client = Client();

        await Assert.ThrowsAsync<DeliveryException>(() => client.GetManifestAsync(registry.Image("text")));
        await Assert.ThrowsAsync<DeliveryException>(() => client.GetManifestAsync(registry.Image("long")));
        var refused = await Assert.ThrowsAsync<DeliveryException>(() => client.GetManifestAsync(registry.Image("none")));
        Assert.Contains("manifest unknown", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_blob_is_pulled_into_a_file()
    {
        await using var registry = await RegistryStub.StartAsync();
        var blob = registry.AddBlob(Content);
        using var client = Client();

        await client.PullBlobAsync(registry.Image(), blob, File);

        Assert.Equal(Content, await System.IO.File.ReadAllBytesAsync(File));
        Assert.Equal(Content, await client.GetDocumentAsync(registry.Image(), blob));
    }

    [Theory]
    [InlineData("another layer")]
    [InlineData("a lay")]
    [InlineData("a LAYER")]
    public async Task A_blob_that_is_not_what_its_digest_says_leaves_no_file(string held)
    {
        await using var registry = await RegistryStub.StartAsync();
        var blob = registry.AddBlob(Content);
        registry.Blobs[blob.Digest.ToString()] = Encoding.UTF8.GetBytes(held);
        using var client = Client();

        await Assert.ThrowsAsync<DeliveryException>(() => client.PullBlobAsync(registry.Image(), blob, File));
        await Assert.ThrowsAsync<DeliveryException>(() => client.GetDocumentAsync(registry.Image(), blob));

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task An_endless_blob_is_not_read_to_its_end()
    {
        await using var registry = await RegistryStub.StartAsync(async context =>
        {
            while (true)
            {
                await context.Response.Body.WriteAsync(new byte[64 * 1024], context.RequestAborted);
            }
        });
        using var client = Client();

        await Assert.ThrowsAsync<DeliveryException>(() => client.PullBlobAsync(registry.Image(), Blob, File));
    }

    [Fact]
    public async Task Only_a_missing_blob_is_sent()
    {
        await using var registry = await RegistryStub.StartAsync();
        var held = registry.AddBlob(Content);
        _folder.Write("new", "a new layer");
        var missing = new Descriptor(MediaTypes.Layer, ImageDigest.Of("a new layer"u8), 11);
        using var client = Client();

        Assert.False(await client.PushBlobAsync(registry.Image(), held, _folder["held"]));
        Assert.True(await client.PushBlobAsync(registry.Image(), missing, _folder["new"]));
        Assert.False(await client.PushBlobAsync(registry.Image(), missing, _folder["new"]));
        Assert.Single(registry.Requests, request => request.StartsWith("PUT", StringComparison.Ordinal));
        Assert.Contains($"PUT /v2/demo/blobs/uploads/session?state=1&digest=sha256%3A{missing.Digest.Hex}", registry.Requests);
    }

    [Fact]
    public async Task A_pushed_manifest_is_confirmed()
    {
        await using var registry = await RegistryStub.StartAsync();
        using var client = Client();

        var digest = await client.PushManifestAsync(registry.Image(), MediaTypes.Manifest, Manifest());

        Assert.Equal(digest, (await client.ResolveAsync(registry.Image()))?.Digest);
        Assert.Equal(digest, await client.PushManifestAsync(ImageReference.Create(registry.Name, "demo"), MediaTypes.Manifest, Manifest()));
    }

    [Fact]
    public async Task A_manifest_that_another_push_replaced_meanwhile_is_not_taken_for_ours()
    {
        await using var registry = await RegistryStub.StartAsync(context => Task.FromResult(context.Request.Method == "PUT"));
        registry.AddManifest("1.0", MediaTypes.Manifest, Manifest("theirs"));
        using var client = Client();

        var ours = Manifest("ours");
        await Assert.ThrowsAsync<DeliveryException>(() => client.PushManifestAsync(registry.Image(), MediaTypes.Manifest, ours));
    }

    [Theory]
    [InlineData("https://elsewhere.example/upload")]
    [InlineData("ftp://elsewhere.example/upload")]
    [InlineData(null)]
    public async Task An_upload_is_not_sent_where_the_registry_does_not_speak_the_same_way(string? location)
    {
        await using var registry = await RegistryStub.StartAsync(context =>
        {
            context.Response.Headers.Location = location;
            context.Response.StatusCode = context.Request.Method == "POST" ? 202 : 404;
            return Task.FromResult(true);
        });
        using var client = Client();

        var refusal = await Assert.ThrowsAsync<DeliveryException>(() => client.PushBlobAsync(registry.Image(), Blob, File));
        Assert.Contains("relativeurls", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_blob_that_can_not_be_written_is_not_asked_for_again()
    {
        await using var registry = await RegistryStub.StartAsync();
        var blob = registry.AddBlob(Content);
        _folder.Write("file", "in the way of a folder");
        using var client = Client();

        await Assert.ThrowsAsync<DeliveryException>(() => client.PullBlobAsync(registry.Image(), blob, _folder["file", "blob"]));
        Assert.Single(registry.Requests);
    }

    private RegistryClient Client() => new(_log, TimeProvider.System, limits: RegistryFaultTests.Impatient);

    private static byte[] Manifest(string name = "demo") =>
        OciJson.Write(new ImageManifest(2, new Descriptor(MediaTypes.Configuration, ImageDigest.Of(Encoding.UTF8.GetBytes(name)), 2), []));
}
