using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Build;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Images;

public sealed class ImageLayoutTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_empty_folder_has_no_image() => Assert.Null(new ImageLayout(_folder["none"]).Read());

    [Fact]
    public async Task An_image_is_read_back_as_it_was_written()
    {
        var written = await SmallImage.WriteAsync(_folder["image"]);

        var read = new ImageLayout(_folder["image"]).Read()!;

        Assert.Equal(written.Image.Descriptor.Digest, read.Descriptor.Digest);
        Assert.Equal(written.Image.Layers, read.Layers);
        Assert.Equal(written.Image.Size, read.Size);
        Assert.Equal("""{"imageLayoutVersion":"1.0.0"}""", File.ReadAllText(_folder["image", "oci-layout"]));
    }

    [Fact]
    public async Task Writing_another_image_removes_what_only_the_first_one_had()
    {
        await SmallImage.WriteAsync(_folder["image"], content: "first");
        var second = await SmallImage.WriteAsync(_folder["image"], content: "second");

        Assert.Equal(3, Directory.EnumerateFiles(_folder["image", "blobs", "sha256"]).Count());
        Assert.True(second.Image.Manifest.Blobs.All(second.Layout.Has));
    }

    [Fact]
    public async Task A_damaged_image_is_refused_with_the_way_out()
    {
        var image = await SmallImage.WriteAsync(_folder["image"]);
        var configuration = image.Layout.PathOf(image.Image.Manifest.Config.Digest);
        var content = File.ReadAllText(configuration);

        File.WriteAllText(configuration, content.Replace("amd64", "arm64", StringComparison.Ordinal));
        var refused = Assert.Throws<DeliveryException>(image.Layout.Read);
        Assert.Contains($"delete {image.Layout.Folder}", refused.Next, StringComparison.Ordinal);

        File.WriteAllText(configuration, "");
        Assert.Throws<DeliveryException>(image.Layout.Read);
        Assert.Throws<DeliveryException>(() => image.Layout.SetImage(image.Image.Descriptor));
    }

    [Fact]
    public void An_index_of_several_images_is_refused()
    {
        _folder.Write("image/index.json", """{"schemaVersion":2,"manifests":[]}""");

        Assert.Throws<DeliveryException>(new ImageLayout(_folder["image"]).Read);
    }

    [Fact]
    public async Task An_image_stands_on_its_base()
    {
        // Given: a base in Docker's media types.
        var given = new ContainerConfiguration
        {
            User = "0",
            Environment = ["PATH=/bin", "A=1"],
            Labels = new Dictionary<string, string> { ["x"] = "base", ["y"] = "base" },
            Arguments = ["-h"],
        };
        var made = await SmallImage.WriteAsync(_folder["base"], container: given);
        var layers = made.Image.Manifest.Layers.Select(layer => layer with { MediaType = MediaTypes.DockerLayer });
        var manifest = made.Image.Manifest with { Layers = [.. layers] };
        var origin = made with { Image = new StoredImage(made.Image.Descriptor, manifest, made.Image.Configuration) };
        var layout = new ImageLayout(_folder["image"]);
        var own = await new LayerBuilder().AddText("app/x", "x").WriteAsync(layout, "ours", [], default);

        // When
        var container = ImageAssembler.Over(origin.Image.Configuration.Container, new ContainerConfiguration
        {
            User = "1654",
            Environment = ["A=2"],
            EntryPoint = ["/app/x"],
            Labels = new Dictionary<string, string> { ["x"] = "own" },
        });
        var image = await ImageAssembler.WriteAsync(
            layout,
            new(origin, [own], container, ImagePlatform.Here)
            {
                Created = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1)),
            },
            default);

        // Then
        Assert.Equal(["base", "ours"], layout.Read()!.Layers.Select(layer => layer.What));
        Assert.All(image.Manifest.Layers, layer => Assert.Equal(MediaTypes.Layer, layer.MediaType));
        Assert.Equal("2026-01-02T02:04:05Z", image.Configuration.Created);
        Assert.Equal("1654", container.User);
        Assert.Equal(["PATH=/bin", "A=2"], container.Environment);
        Assert.Equal([new("x", "own"), new("y", "base")], container.Labels!);
        Assert.Null(container.Arguments);
    }
}
