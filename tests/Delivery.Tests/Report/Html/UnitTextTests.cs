using GitOpsDemo.Delivery.Report.Html;

namespace GitOpsDemo.Delivery.Tests.Report.Html;

public sealed class UnitTextTests
{
    [Theory]
    [InlineData(0.1234, "percentunit", "12.34 %")]
    [InlineData(12.5, "percent", "12.5 %")]
    [InlineData(0.0042, "s", "4.2 ms")]
    [InlineData(1.5, "s", "1.5 s")]
    [InlineData(0, "s", "0 s")]
    [InlineData(3.14159, "reqps", "3.14/s")]
    [InlineData(134_217_728, "bytes", "128 MiB")]
    [InlineData(12_345, "none", "12.3k")]
    [InlineData(2_500_000, null, "2.5M")]
    [InlineData(250, null, "250")]
    [InlineData(double.PositiveInfinity, "s", "∞")]
    public void A_value_is_written_as_Grafana_would(double value, string? unit, string text) =>
        Assert.Equal(text, UnitText.Of(value, unit));
}
