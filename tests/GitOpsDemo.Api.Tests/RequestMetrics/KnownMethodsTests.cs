using GitOpsDemo.Api.RequestMetrics;

namespace GitOpsDemo.Api.Tests.RequestMetrics;

public sealed class KnownMethodsTests
{
    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    [InlineData("CONNECT")]
    public void A_known_method_keeps_its_name(string method) =>
        Assert.Equal(method, KnownMethods.Name(KnownMethods.IndexOf(method)));

    [Theory]
    [InlineData("get")]
    [InlineData("BREW")]
    [InlineData("")]
    public void Any_other_word_is_other(string method) =>
        Assert.Equal("other", KnownMethods.Name(KnownMethods.IndexOf(method)));
}
