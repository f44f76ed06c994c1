using System.Text;
using System.Text.Json.Nodes;
using GitOpsDemo.Delivery.Images;

namespace GitOpsDemo.Delivery.Tests.Images;

public sealed class OciDocumentTests
{
    private const string Digest = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private const string Blob = $$"""{"mediaType":"application/x","digest":"{{Digest}}","size":3}""";

    [Fact]
    public void A_manifest_of_another_tool_is_read()
    {
        var manifest = ImageManifest.Parse(Encoding.UTF8.GetBytes(
            $$"""{"schemaVersion":2,"mediaType":"x","config":{{Blob}},"layers":[{{Blob}}],"annotations":{"a":"b"},"subject":null}"""));

        Assert.Equal(Digest, manifest.Config.Digest.ToString());
        Assert.Equal(3, manifest.Layers.Single().Size);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"schemaVersion":2,"config":null,"layers":[]}""")]
    [InlineData($$"""{"schemaVersion":2,"config":{{Blob}},"layers":[null]}""")]
    [InlineData($$"""{"schemaVersion":2,"config":{{Blob}},"config":{{Blob}},"layers":[]}""")]
    [InlineData("""{"schemaVersion":2,"config":{"mediaType":"a","digest":"sha256:12","size":3},"layers":[]}""")]
    [InlineData($$"""{"schemaVersion":2,"config":{"mediaType":"a","digest":"{{Digest}}","size":-1},"layers":[]}""")]
    public void A_broken_manifest_is_refused_in_words(string text) =>
        Assert.Throws<DeliveryException>(() => ImageManifest.Parse(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("""{"schemaVersion":2}""")]
    [InlineData("""{"schemaVersion":2,"manifests":[null]}""")]
    public void A_broken_index_is_refused_in_words(string text) =>
        Assert.Throws<DeliveryException>(() => ImageIndex.Parse(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("""{"architecture":"amd64","os":"linux"}""")]
    [InlineData("""{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[null]}}""")]
    [InlineData("""{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]},"history":[null]}""")]
    public void A_broken_configuration_is_refused_in_words(string text) =>
        Assert.Throws<DeliveryException>(() => ImageConfiguration.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_configuration_keeps_the_names_of_the_specification()
    {
        var configuration = new ImageConfiguration(
            "amd64", "linux", new RootFileSystem("layers", [ImageDigest.FromHash(Convert.FromHexString(Digest["sha256:".Length..]))]))
        {
            Created = "2026-01-02T03:04:05Z",
            Container = new ContainerConfiguration
            {
                User = "1654",
                Environment = ["A=b+c"],
                EntryPoint = ["/app/x"],
                ExposedPorts = new Dictionary<string, JsonObject> { ["8080/tcp"] = [] },
            },
            History = [new HistoryEntry { CreatedBy = "layer" }, new HistoryEntry { CreatedBy = "label", EmptyLayer = true }],
        };

        Assert.Equal(
            $$$"""
            {"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["{{{Digest}}}"]},"created":"2026-01-02T03:04:05Z",
            "config":{"User":"1654","ExposedPorts":{"8080/tcp":{}},"Env":["A=b+c"],"Entrypoint":["/app/x"]},
            "history":[{"created_by":"layer"},{"created_by":"label","empty_layer":true}]}
            """.ReplaceLineEndings(""),
            Encoding.UTF8.GetString(OciJson.Write(configuration)));
    }

    [Fact]
    public void An_image_whose_configuration_counts_other_layers_is_refused()
    {
        var configuration = new ImageConfiguration("amd64", "linux", new RootFileSystem("layers", []));
        var blob = new Descriptor(MediaTypes.Layer, ImageDigest.FromHash(Convert.FromHexString(Digest["sha256:".Length..])), 3);

        Assert.Throws<DeliveryException>(() => new StoredImage(blob, new ImageManifest(2, blob, [blob]), configuration));
    }
}
