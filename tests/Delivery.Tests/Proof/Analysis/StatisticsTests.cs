using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Proof.Analysis;

namespace GitOpsDemo.Delivery.Tests.Proof.Analysis;

/// <summary>The statistics, by figures that others have published or that are counted by hand.</summary>
public sealed class StatisticsTests
{
    private static readonly double[] Bounds = [0.1, 0.5, 1, double.PositiveInfinity];

    [Fact]
    public void Few_requests_are_compared_exactly_as_Fisher_compared_cups_of_tea()
    {
        // Given his lady, who told three of four cups right: 17 of 70 ways are as good or better
        var cups = new Contingency(BadBefore: 1, Before: 4, BadAfter: 3, After: 4);

        Assert.Equal(17.0 / 70, cups.P(), 10);
    }

    [Fact]
    public void Many_requests_are_compared_by_the_z_test_of_two_proportions()
    {
        // z = 0.01 / sqrt(0.025 × 0.975 × 2 / 10000) = 4.53
        var table = new Contingency(200, 10_000, 300, 10_000);

        Assert.InRange(table.P(), 2.9e-6, 3.1e-6);
    }

    [Theory]
    [InlineData(0, 0, 0, 100)]
    [InlineData(0, 100, 0, 100)]
    [InlineData(0, 100, 0, 0)]
    public void Where_there_is_nothing_to_compare_nothing_is_found(long badBefore, long before, long badAfter, long after) =>
        Assert.Equal(1, new Contingency(badBefore, before, badAfter, after).P());

    [Fact]
    public void A_route_that_got_more_traffic_is_no_difference_of_all_routes_together()
    {
        // Given a route where nothing fails and one where half fails, to which most requests now go
        Contingency[] routes = [new(0, 900, 0, 100), new(50, 100, 450, 900)];

        Assert.InRange(Contingency.P(routes), 0.3, 0.7);
        Assert.True(new Contingency(50, 1000, 450, 1000).P() < 1e-9);
    }

    [Fact]
    public void It_takes_some_ten_thousand_requests_to_tell_one_and_a_half_percent_from_one()
    {
        Assert.InRange(Contingency.Needed(0.01, 0.005, 0.01), 9_500, 10_500);
        Assert.InRange(Contingency.Needed(0, 0.005, 0.01), 1_950, 2_050);
    }

    [Fact]
    public void A_quantile_lies_in_a_straight_line_between_the_bounds_of_its_bucket()
    {
        var buckets = new LatencyBuckets(Bounds, [50, 40, 8, 2]);

        Assert.Equal(0.1, buckets.Quantile(0.5), 10);
        Assert.Equal(0.5 + 0.5 * 5 / 8, buckets.Quantile(0.95), 10);
        Assert.Equal(1, buckets.Quantile(0.99), 10); // as Prometheus: nothing is known beyond
        Assert.Equal(5, buckets.Above(buckets.Quantile(0.95)));
    }

    [Fact]
    public void Buckets_of_two_versions_meet_on_the_bounds_that_both_have()
    {
        var buckets = LatencyBuckets.OfCumulative([(0.05, 10), (0.1, 30), (0.5, 70), (double.PositiveInfinity, 100)]);

        Assert.Equal([30, 40, 0, 30], buckets.On(Bounds).Counts);
    }

    [Fact]
    public void Ranks_are_summed_with_a_half_for_each_tie()
    {
        // Given 2 and 1 requests in the first bucket, 1 and 2 in the second: of 9 pairs 4 are won, 4 tied, 1 lost
        var sum = RankSum.Of(new(Bounds, [2, 1, 0, 0]), new(Bounds, [1, 2, 0, 0]));

        Assert.Equal(4 + 4 / 2.0, sum.Wins);
        Assert.Equal(6 / 9.0, sum.Slower, 10);

        // n m / 12 (N + 1 − Σ(t³ − t) / (N (N − 1))) = 9 / 12 × (7 − 48 / 30)
        Assert.Equal(9.0 / 12 * (7 - 48.0 / 30), sum.Variance, 10);
    }

    [Fact]
    public void A_slope_is_the_median_of_all_pairs_whatever_one_jump_does()
    {
        List<Sample> growing = [.. Enumerable.Range(0, 20).Select(second => new Sample(second, 3 * second))];
        growing[7] = new(7, 1000);

        var trend = Trend.OfGauge(growing);

        Assert.Equal(3, trend!.Value.Slope, 10);
    }

    [Fact]
    public void A_counter_that_began_again_grows_on_as_before()
    {
        List<Sample> counter = [.. Enumerable.Range(0, 20).Select(
            second => new Sample(second, second < 10 ? 2 * second : 2 * (second - 10)))];

        Assert.Equal(2, Trend.OfCounter(counter)!.Value.Slope, 10);
    }

    [Fact]
    public void The_same_scrape_seen_twice_is_one_sample()
    {
        List<Sample> four = [.. Enumerable.Range(0, 16).Select(second => new Sample(second, second / 4))];

        Assert.Null(Trend.OfGauge(four));
        Assert.Equal(0, Trend.OfGauge([.. four.Select(sample => sample with { Value = 5 })])!.Value.Slope);
    }
}
