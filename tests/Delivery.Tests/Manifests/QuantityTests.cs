using GitOpsDemo.Delivery.Manifests;

namespace GitOpsDemo.Delivery.Tests.Manifests;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("192Mi", 201_326_592)]
    [InlineData("1.5Gi", 1_610_612_736)]
    [InlineData("100m", 0.1)]
    [InlineData("2", 2)]
    [InlineData("128974848", 128_974_848)]
    [InlineData("129e6", 129_000_000)]
    [InlineData("129M", 129_000_000)]
    [InlineData("2E", 2e18)]
    public void An_amount_is_read_in_bytes_or_cores(string text, double expected)
    {
        Assert.True(Quantity.TryParse(text, out var amount));
        Assert.Equal(expected, amount);
    }

    [Theory]
    [InlineData("")]
    [InlineData("192mb")]
    [InlineData("-1")]
    [InlineData("1,5Gi")]
    [InlineData("192 Mi")]
    [InlineData("Mi")]
    [InlineData("1e999")]
    public void Anything_else_is_refused(string text) => Assert.False(Quantity.TryParse(text, out _));
}
