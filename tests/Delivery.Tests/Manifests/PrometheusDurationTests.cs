using GitOpsDemo.Delivery.Manifests;

namespace GitOpsDemo.Delivery.Tests.Manifests;

public sealed class PrometheusDurationTests
{
    [Theory]
    [InlineData("30s", 30_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("250ms", 250)]
    [InlineData("1d", 86_400_000)]
    [InlineData("2w", 1_209_600_000)]
    [InlineData("1y", 31_536_000_000)]
    [InlineData("90m", 5_400_000)]
    [InlineData("0", 0)]
    public void A_duration_is_read(string text, long milliseconds)
    {
        Assert.True(PrometheusDuration.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("30 s")]
    [InlineData("-5m")]
    [InlineData("1.5h")]
    [InlineData("30m1h")]
    [InlineData("5m5m")]
    [InlineData("5 minutes")]
    [InlineData("300y")]
    [InlineData("30s\n")]
    [InlineData("999999999999999999y")]
    public void Anything_else_is_refused(string text) => Assert.False(PrometheusDuration.TryParse(text, out _));

    [Theory]
    [InlineData("0s")]
    [InlineData("30s")]
    [InlineData("1h30m")]
    [InlineData("2m500ms")]
    public void A_written_duration_reads_back_as_the_same(string text)
    {
        Assert.True(PrometheusDuration.TryParse(text, out var duration));
        Assert.Equal(text, PrometheusDuration.Format(duration));
    }

    [Fact]
    public void Days_are_written_in_hours() => Assert.Equal("72h", PrometheusDuration.Format(TimeSpan.FromDays(3)));
}
