using FsCheck;
using FsCheck.Fluent;
using GitOpsDemo.Delivery.Images;

namespace GitOpsDemo.Delivery.Tests.Images;

public sealed class ImageReferenceTests
{
    private const string Digest = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Theory]
    [InlineData("localhost:5000/gitops-demo:1.4.0-3-gabc1234", "localhost:5000", "gitops-demo", "1.4.0-3-gabc1234", null)]
    [InlineData("ghcr.io/acme/team_a/gitops--demo", "ghcr.io", "acme/team_a/gitops--demo", null, null)]
    [InlineData("[::1]:5000/a__b:_x@" + Digest, "[::1]:5000", "a__b", "_x", Digest)]
    [InlineData("127.0.0.1:65535/a@" + Digest, "127.0.0.1:65535", "a", null, Digest)]
    [InlineData("localhost/a:B", "localhost", "a", "B", null)]
    [InlineData("REGISTRY.example.com/a", "REGISTRY.example.com", "a", null, null)]
    public void Reads_its_parts(string text, string registry, string repository, string? tag, string? digest)
    {
        var reference = ImageReference.Parse(text);

        Assert.Equal((registry, repository, tag), (reference.Registry, reference.Repository, reference.Tag));
        Assert.Equal(digest, reference.Digest?.ToString());
        Assert.Equal(text, reference.ToString());
    }

    [Theory]
    [InlineData("", "names no registry")]
    [InlineData("gitops-demo:1.0", "names no registry")]
    [InlineData("library/gitops-demo", "`library` is not a registry")]
    [InlineData("localhost:0/a", "is not a registry")]
    [InlineData("localhost:65536/a", "is not a registry")]
    [InlineData("localhost:/a", "is not a registry")]
    [InlineData("-a.io/a", "is not a registry")]
    [InlineData("[1:2]:5000/a", "is not a registry")]
    [InlineData("user:secret@ghcr.io/a", "sha256:")]
    [InlineData("https://ghcr.io/a", "is not a registry")]
    [InlineData("ghcr.io/", "is not a repository")]
    [InlineData("ghcr.io/Acme", "is not a repository")]
    [InlineData("ghcr.io/a//b", "is not a repository")]
    [InlineData("ghcr.io/a/../b", "is not a repository")]
    [InlineData("ghcr.io/a___b", "is not a repository")]
    [InlineData("ghcr.io/a..b", "is not a repository")]
    [InlineData("ghcr.io/a-", "is not a repository")]
    [InlineData("ghcr.io/a:b:c", "is not a repository")]
    [InlineData("ghcr.io/a:", "is not a tag")]
    [InlineData("ghcr.io/a:.b", "is not a tag")]
    [InlineData("ghcr.io/a:b c", "is not a tag")]
    [InlineData("ghcr.io/a:b\n", "is not a tag")]
    [InlineData("ghcr.io/a:$(id)", "is not a tag")]
    [InlineData("ghcr.io/a@sha256:12", "sha256:")]
    [InlineData("ghcr.io/a@" + Digest + "@" + Digest, "sha256:")]
    [InlineData("ghcr.io/ä", "is not a repository")]
    public void Says_what_is_wrong(string text, string why) =>
        Assert.Contains(why, Assert.Throws<DeliveryException>(() => ImageReference.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(513, 'a')]
    [InlineData(300, 'a')]
    [InlineData(300, '/')]
    public void What_is_too_long_is_refused(int length, char filler) =>
        Assert.Throws<DeliveryException>(() => ImageReference.Parse($"ghcr.io/{new string(filler, length)}"));

    [Fact]
    public void A_tag_has_at_most_128_characters()
    {
        var longest = new string('t', 128);

        Assert.Equal(longest, ImageReference.Parse($"ghcr.io/a:{longest}").Tag);
        Assert.Throws<DeliveryException>(() => ImageReference.Parse($"ghcr.io/a:{longest}t"));
    }

    [Theory]
    [InlineData("localhost:5000/a", true)]
    [InlineData("127.8.9.1/a", true)]
    [InlineData("[::1]:5000/a", true)]
    [InlineData("localhost.example.com/a", false)]
    [InlineData("10.0.0.1:5000/a", false)]
    public void Knows_this_computer(string text, bool isLoopback) => Assert.Equal(isLoopback, ImageReference.Parse(text).IsLoopback);

    [Fact]
    public void Can_be_moved_to_a_tag_and_pinned_to_a_digest()
    {
        var reference = ImageReference.Create("ghcr.io", "acme/demo", "1.0");
        var digest = ImageReference.Parse($"localhost/a@{Digest}").Digest!;

        Assert.Equal($"ghcr.io/acme/demo:1.0@{Digest}", reference.AtDigest(digest).ToString());
        Assert.Equal("ghcr.io/acme/demo:2.0", reference.AtDigest(digest).AtTag("2.0").ToString());
        Assert.Equal(Digest, reference.AtDigest(digest).Selector);
        Assert.Throws<DeliveryException>(() => reference.AtTag("2.0 "));
        Assert.Throws<DeliveryException>(() => ImageReference.Create("ghcr.io", "a").Selector);
    }

    [Fact]
    public void Whatever_is_written_is_either_read_or_refused_in_words()
    {
        var pieces = Gen.Elements(
            "localhost", "10.0.0.1", "[::1]", ":5000", "/", "a", "B", ".", "..", "-", "--", "_", "@", Digest, ":",
            "\n", "\0", "é", "%2e", "\\");
        var texts = pieces.ListOf().Select(string.Concat).ToArbitrary();

        Prop.ForAll(texts, text =>
        {
            try
            {
                var read = ImageReference.Parse(text);
                return read.ToString() == text && ImageReference.Parse(read.ToString()) == read;
            }
            catch (DeliveryException)
            {
                return true;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }
}
