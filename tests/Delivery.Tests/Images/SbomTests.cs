using System.Text.Json;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Build;
using GitOpsDemo.Delivery.Images.Build.Bases;
using GitOpsDemo.Delivery.Images.Build.Sbom;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Images;

/// <summary>The list of what an image is made of, and its way to the image.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class SbomTests(LocalRegistry registry) : IClassFixture<LocalRegistry>, IDisposable
{
    private static readonly ImageLabels Labels = new("demo", "1.0", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero))
    {
        Revision = "abc1234",
        Source = "https://git.example.com/demo",
    };

    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLog _log = new();
    private readonly RegistryClient _client = new(new RecordingLog(), TimeProvider.System);

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [FactWithTool(LocalRegistry.Tool)]
    public async Task It_is_attached_to_the_image_under_a_tag_where_the_registry_lists_nothing_itself()
    {
        // When, twice
        var image = await PushAsync("attached");
        await SbomAsync(image);
        await SbomAsync(image);

        // Then the tag of the image's digest leads to it, once
        var list = ImageIndex.Parse((await _client.GetManifestAsync(image.AtTag(Referrers.TagOf(image.Digest!)))).Content);
        var attached = Assert.Single(list.Manifests);
        Assert.Equal("application/spdx+json", attached.ArtifactType);
        var manifest = ImageManifest.Parse(
            (await _client.GetManifestAsync(ImageReference.Create(registry.Name, "attached").AtDigest(attached.Digest))).Content);
        Assert.Equal(image.Digest, manifest.Subject!.Digest);
        var document = await _client.GetDocumentAsync(image, Assert.Single(manifest.Layers));
        Assert.Equal(await File.ReadAllBytesAsync(_folder["sbom.spdx.json"]), document);
        Assert.Contains(_log.Lines, line => line.Contains("attached to the image", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_registry_that_lists_what_is_attached_needs_no_tag()
    {
        // Given
        await using var stub = await RegistryStub.StartAsync(async context =>
        {
            if (context.Request.Path.Value!.Contains("/referrers/", StringComparison.Ordinal))
            {
                context.Response.ContentType = MediaTypes.Index;
                await context.Response.Body.WriteAsync(OciJson.Write(new ImageIndex(2, [])));
                return true;
            }

            return false;
        });
        var image = stub.Image().AtDigest(stub.AddManifest("1.0", MediaTypes.Manifest, "{}"u8.ToArray()).Digest);

        // When
        await new Referrers(_client, _folder["attached"]).AttachAsync(image, "text/plain", "x"u8.ToArray(), default);

        // Then
        Assert.DoesNotContain(Referrers.TagOf(image.Digest!), stub.Manifests.Keys);
    }

    [Fact]
    public async Task What_others_have_attached_stays_in_the_list_as_they_wrote_it()
    {
        // Given
        await using var stub = await RegistryStub.StartAsync();
        var image = stub.Image().AtDigest(stub.AddManifest("1.0", MediaTypes.Manifest, "{}"u8.ToArray()).Digest);
        var list = Referrers.TagOf(image.Digest!);
        var other = new Descriptor(MediaTypes.Manifest, ImageDigest.Of("other"u8), 5)
        {
            Annotations = new Dictionary<string, string> { ["by"] = "somebody" },
        };
        stub.AddManifest(list, MediaTypes.Index, OciJson.Write(new ImageIndex(2, [other])));

        // When
        await new Referrers(_client, _folder["attached"]).AttachAsync(image, "text/plain", "x"u8.ToArray(), default);

        // Then
        var attached = ImageIndex.Parse(stub.Manifests[list].Content).Manifests;
        Assert.Equal(2, attached.Count);
        Assert.Equal((other.Digest, "somebody"), (attached[0].Digest, attached[0].Annotations?["by"]));
    }

    [FactWithTool(LocalRegistry.Tool)]
    public async Task It_lists_the_packages_of_the_service_and_of_its_base_with_their_addresses()
    {
        var image = await PushAsync("listed");
        await SbomAsync(image);

        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(_folder["sbom.spdx.json"]));
        var root = document.RootElement;
        Assert.Equal(("SPDX-2.3", "CC0-1.0"), (root.GetProperty("spdxVersion").GetString(), root.GetProperty("dataLicense").GetString()));
        Assert.Equal("2026-01-02T03:04:05Z", root.GetProperty("creationInfo").GetProperty("created").GetString());
        var addresses = root.GetProperty("packages").EnumerateArray()
            .Where(package => package.TryGetProperty("externalRefs", out _))
            .Select(package => package.GetProperty("externalRefs")[0].GetProperty("referenceLocator").GetString()).ToList();
        Assert.Equal(
            [
                $"pkg:oci/listed@{Uri.EscapeDataString(image.Digest!.ToString())}",
                "pkg:nuget/Package@1.0.0",
                "pkg:nuget/linux-x64@10.0.0",
                "pkg:deb/debian/libc6@2.36-9?arch=amd64",
            ],
            addresses);

        // Each is named by an id, once, and by a relationship
        var ids = root.GetProperty("packages").EnumerateArray().Select(package => package.GetProperty("SPDXID").GetString()!).ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.Subset(
            root.GetProperty("relationships").EnumerateArray().Select(
                relation => relation.GetProperty("relatedSpdxElement").GetString()!).ToHashSet(),
            ids.ToHashSet());
    }

    [FactWithTool(LocalRegistry.Tool)]
    public async Task The_same_image_has_the_same_list()
    {
        var image = await PushAsync("same-list");
        await SbomAsync(image);
        var first = await File.ReadAllBytesAsync(_folder["sbom.spdx.json"]);

        await SbomAsync(image);

        Assert.Equal(first, await File.ReadAllBytesAsync(_folder["sbom.spdx.json"]));
    }

    [FactWithTool(LocalRegistry.Tool)]
    public async Task A_registry_that_refuses_it_is_said_and_stops_nothing()
    {
        var image = ImageReference.Create(registry.Name, "never-pushed", "1.0").AtDigest(ImageDigest.Of("x"u8));

        await SbomAsync(image);

        Assert.Contains(_log.Lines, line => line.Contains("not attached to the image", StringComparison.Ordinal));
        Assert.True(File.Exists(_folder["sbom.spdx.json"]));
    }

    [Fact]
    public void Records_of_dpkg_are_read_in_both_forms()
    {
        var packages = BasePackages.Parse(
            "Package: libc6\nVersion: 2.36-9\nArchitecture: amd64\nDescription: x\n Version: not a field\n\nPackage: tzdata\r\n"
                + "Version: 2025b\r\n\nnothing\n",
            "debian").ToList();

        Assert.Equal(
            [new("libc6", "2.36-9", "pkg:deb/debian/libc6@2.36-9?arch=amd64"), new("tzdata", "2025b", "pkg:deb/debian/tzdata@2025b")],
            packages);
    }

    [Fact]
    public async Task Packages_are_those_of_the_distribution_that_the_image_says_it_is()
    {
        // Given an image that names its distribution after its packages
        var layout = new ImageLayout(_folder["ubuntu"]);
        var layer = await new LayerBuilder()
            .AddText("var/lib/dpkg/status", "Package: libc6\nVersion: 2.39-0ubuntu8\n")
            .AddText("zzz/etc/os-release", "ID=nothing of the kind\n")
            .AddText("usr/lib/os-release", "NAME=\"Ubuntu\"\nVERSION_ID=\"24.04\"\nID=ubuntu\nID_LIKE=debian\n")
            .WriteAsync(layout, "base", [], default);
        var image = await ImageAssembler.WriteAsync(
            layout, new(Origin: null, [layer], new ContainerConfiguration(), ImagePlatform.Here), default);

        var packages = await BasePackages.ReadAsync(new BaseImage("ubuntu", layout, image), default);

        Assert.Equal("pkg:deb/ubuntu/libc6@2.39-0ubuntu8", Assert.Single(packages).Url);
    }

    private async Task SbomAsync(ImageReference image)
    {
        using var bases = new BaseImages([SmallImage.Source(await BaseAsync())], _log);
        var sbom = new ImageSbom(bases, new Referrers(_client, _folder["attached"]), _folder["sbom.spdx.json"], _log);
        await sbom.AttachAsync(
            new PushedImage(image, 0, [], 0) { Manifests = new Dictionary<ImagePlatform, ImageDigest>() },
            new ImageRequest(image, [new(ImagePlatform.Here, SmallImage.Publish(_folder["publish"]))], "Demo", Labels),
            default);
    }

    private async Task<ImageReference> PushAsync(string repository)
    {
        using var bases = new BaseImages([SmallImage.Source(await BaseAsync())], _log);
        var builder = new OciImageBuilder(bases, _folder["layout"], _client, _log);
        var image = registry.Image(repository, "1.0");
        await builder.BuildAsync(
            new ImageRequest(image, [new(ImagePlatform.Here, SmallImage.Publish(_folder["publish"]))], "Demo", Labels), default);
        return (await builder.PushAsync(image, [ImagePlatform.Here], default)).Reference;
    }

    private async Task<BaseImage> BaseAsync()
    {
        var layout = new ImageLayout(_folder["base"]);
        var layer = await new LayerBuilder().AddText(
            "var/lib/dpkg/status.d/libc6",
            "Package: libc6\nVersion: 2.36-9\nArchitecture: amd64\n").WriteAsync(layout, "base", [], default);
        return new BaseImage(
            "a small base",
            layout,
            await ImageAssembler.WriteAsync(
                layout, new(Origin: null, [layer], new ContainerConfiguration(), ImagePlatform.Here), default));
    }
}
