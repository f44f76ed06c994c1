using GitOpsDemo.Delivery.Report.Html;

namespace GitOpsDemo.Delivery.Tests.Report.Html;

public sealed class AxisTests
{
    [Theory]
    [InlineData(new[] { 0.0, 0.9 }, new[] { 0.0, 0.25, 0.5, 0.75, 1.0 })]
    [InlineData(new[] { 3.0, 97.0 }, new[] { 0.0, 25, 50, 75, 100 })]
    [InlineData(new[] { 5.0 }, new[] { 0.0, 2, 4, 6 })]
    [InlineData(new[] { -1.0, 1.0 }, new[] { -1.0, -0.5, 0, 0.5, 1 })]
    [InlineData(new[] { 0.0 }, new[] { 0.0, 0.25, 0.5, 0.75, 1 })]
    [InlineData(new double[0], new[] { 0.0, 0.25, 0.5, 0.75, 1 })]
    public void Values_get_round_ticks_from_nothing_to_above_the_largest(double[] values, double[] ticks) =>
        Assert.Equal(ticks, Axis.OfValues(values, ticks: 4).Ticks.Select(tick => Math.Round(tick, 9)));

    [Fact]
    public void Time_is_ticked_at_full_minutes_and_goes_from_the_first_sample_to_the_last()
    {
        var axis = Axis.OfTime(1_763_810_525, 1_763_810_825, ticks: 6);

        Assert.Equal(60, axis.Step);
        Assert.All(axis.Ticks, tick => Assert.Equal(0, tick % 60));
        Assert.Equal((0, 1), (axis.Share(axis.From), axis.Share(axis.To)));
    }

    [Fact]
    public void A_single_moment_has_an_axis_too() => Assert.True(Axis.OfTime(100, 100, ticks: 6) is { From: 100, To: 101 });
}
