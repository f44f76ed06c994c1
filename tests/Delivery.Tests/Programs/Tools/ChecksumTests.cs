using System.Security.Cryptography;
using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Programs.Tools;

public sealed class ChecksumTests
{
    private const string Digest = "81d59a24fce84f7fbe97a45a4f2914b6a5881b5cd1db2a6a0e129e515e1a5f55";

    [Theory]
    [InlineData($"{Digest}  helm.tar.gz\n", "helm.tar.gz")]
    [InlineData($"{Digest} *helm.tar.gz\r\n", "helm.tar.gz")]
    [InlineData($"aa  x.tar.gz\n{Digest}  ./dist/helm.tar.gz\nbb  y\n", "helm.tar.gz")]
    [InlineData($"{Digest}  helm.tar.gz\0", "helm.tar.gz")]
    [InlineData(Digest, "kubectl")]
    [InlineData(Digest + "\n", "kubectl")]
    public void The_digest_is_found_in_every_form_that_releases_publish(string checksums, string name) =>
        Assert.Equal(Digest, ReleaseFetcher.DigestOf(name, checksums));

    [Theory]
    [InlineData("")]
    [InlineData("<html>not found</html>")]
    [InlineData($"{Digest}  other.tar.gz\n")]
    [InlineData("helm.tar.gz")]
    [InlineData("abc  helm.tar.gz")]
    public void A_text_without_the_files_digest_has_none(string checksums) =>
        Assert.Null(ReleaseFetcher.DigestOf("helm.tar.gz", checksums));

    [Fact]
    public async Task A_file_must_match_its_digest_and_its_integrity()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("file", "content");
        var integrity = "sha512-" + Convert.ToBase64String(SHA512.HashData("content"u8));

        await Checksum.RequireSha256Async(path, Convert.ToHexString(SHA256.HashData("content"u8)), default);
        await Checksum.RequireIntegrityAsync(path, integrity, default);

        Assert.True(Checksum.IsIntegrity(integrity));
        var failure = await Assert.ThrowsAsync<DeliveryException>(() => Checksum.RequireSha256Async(path, Digest, default));
        Assert.Contains(Digest, failure.Message, StringComparison.Ordinal);
        folder.Write("file", "changed");
        await Assert.ThrowsAsync<DeliveryException>(() => Checksum.RequireIntegrityAsync(path, integrity, default));
    }

    [Theory]
    [InlineData("sha512-")]
    [InlineData("sha512-AAAA")]
    [InlineData("sha512-not base64")]
    [InlineData(Digest)]
    public void Only_a_whole_SHA_512_is_an_integrity_value(string text) => Assert.False(Checksum.IsIntegrity(text));
}
