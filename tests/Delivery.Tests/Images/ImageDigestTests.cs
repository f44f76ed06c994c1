using System.Text;
using GitOpsDemo.Delivery.Images;

namespace GitOpsDemo.Delivery.Tests.Images;

public sealed class ImageDigestTests
{
    private const string OfAbc = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Fact]
    public void Is_the_sha256_of_the_bytes() => Assert.Equal(OfAbc, ImageDigest.Of(Encoding.ASCII.GetBytes("abc")).ToString());

    [Fact]
    public void Reads_back_what_it_writes()
    {
        Assert.True(ImageDigest.TryParse(OfAbc, out var digest));
        Assert.Equal(ImageDigest.Of(Encoding.ASCII.GetBytes("abc")), digest);
        Assert.Equal(OfAbc.Replace(':', '-'), digest.FileName);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sha256:")]
    [InlineData("sha256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    [InlineData("sha512:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData(OfAbc + "0")]
    [InlineData(OfAbc + "\n")]
    [InlineData("../../etc/passwd")]
    public void Anything_else_is_refused(string text) => Assert.False(ImageDigest.TryParse(text, out _));
}
