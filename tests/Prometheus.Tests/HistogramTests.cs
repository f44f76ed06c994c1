using Prometheus;

namespace GitOpsDemo.Prometheus.Tests;

public sealed class HistogramTests
{
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();

    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(1, 1)]
    [InlineData(1.5, 2)]
    [InlineData(2, 2)]
    [InlineData(99, double.PositiveInfinity)]
    [InlineData(-1, 1)]
    public async Task A_value_is_counted_in_the_first_bucket_whose_bound_it_does_not_exceed(double value, double bound)
    {
        Create([1, 2]).Observe(value);

        var buckets = await BucketsAsync();

        Assert.All(buckets, bucket => Assert.Equal(bucket.Key >= bound ? 1 : 0, bucket.Value));
    }

    [Fact]
    public void A_histogram_adds_up_and_counts()
    {
        var histogram = Create([1, 2]);

        histogram.Observe(0.5);
        histogram.Observe(1.5, count: 3);

        Assert.Equal(5, histogram.Sum);
        Assert.Equal(4, histogram.Count);
    }

    [Fact]
    public void What_is_no_number_is_passed_over()
    {
        var histogram = Create([1, 2]);

        histogram.Observe(double.NaN);

        Assert.Equal(0, histogram.Sum);
        Assert.Equal(0, histogram.Count);
    }

    [Fact]
    public async Task Sum_count_and_buckets_agree_once_the_writers_have_stopped()
    {
        var histogram = Create([1, 2, 3]);

        await Threads.RunAsync(8, () =>
        {
            for (var count = 0; count < 100_000; count++)
            {
                histogram.Observe(count % 4 + 1);
            }
        });

        Assert.Equal(800_000, histogram.Count);
        Assert.Equal(800_000 / 4 * (1 + 2 + 3 + 4), histogram.Sum);
        Assert.Equal([200_000, 400_000, 600_000, 800_000], (await BucketsAsync()).Values);
    }

    [Theory]
    [InlineData]
    [InlineData(1d, 1d)]
    [InlineData(2d, 1d)]
    public void Buckets_that_do_not_rise_are_refused(params double[] bounds) =>
        Assert.Throws<ArgumentException>(() => Create(bounds));

    [Fact]
    public void The_label_of_the_buckets_is_refused_as_a_label_of_the_metric() =>
        Assert.Throws<ArgumentException>(() => Metrics.WithCustomRegistry(_registry).CreateHistogram("size", "Sizes.", "le"));

    [Fact]
    public void Linear_buckets_lie_at_equal_distances() =>
        Assert.Equal([0.1, 0.3, 0.5, 0.7], Histogram.LinearBuckets(0.1, 0.2, 4));

    [Fact]
    public void Exponential_buckets_grow_by_a_factor() =>
        Assert.Equal([0.001, 0.01, 0.1, 1, 10], Histogram.ExponentialBuckets(0.001, 10, 5));

    [Fact]
    public void Powers_of_ten_are_divided_into_equal_parts() =>
        Assert.Equal([0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10], Histogram.PowersOfTenDividedBuckets(-1, 1, 4));

    [Fact]
    public void Divided_powers_of_ten_that_overlap_give_each_bound_once()
    {
        var halvesToTen = Enumerable.Range(1, 20).Select(count => count * 0.5);
        var fivesToHundred = Enumerable.Range(3, 18).Select(count => count * 5d);

        Assert.Equal(halvesToTen.Concat(fivesToHundred), Histogram.PowersOfTenDividedBuckets(0, 2, 20));
    }

    [Fact]
    public void Bucket_helpers_refuse_what_makes_no_buckets()
    {
        Assert.ThrowsAny<ArgumentException>(() => Histogram.LinearBuckets(0, 1, 0));
        Assert.ThrowsAny<ArgumentException>(() => Histogram.ExponentialBuckets(0, 2, 3));
        Assert.ThrowsAny<ArgumentException>(() => Histogram.ExponentialBuckets(1, 1, 3));
        Assert.ThrowsAny<ArgumentException>(() => Histogram.ExponentialBuckets(1, 2, 0));
        Assert.ThrowsAny<ArgumentException>(() => Histogram.PowersOfTenDividedBuckets(1, 1, 2));
        Assert.ThrowsAny<ArgumentException>(() => Histogram.PowersOfTenDividedBuckets(0, 1, 0));
    }

    private Histogram Create(double[] buckets) =>
        Metrics.WithCustomRegistry(_registry).CreateHistogram("size", "Sizes.", new HistogramConfiguration { Buckets = buckets });

    // The cumulative counts by upper bound.
    private async Task<Dictionary<double, long>> BucketsAsync() => (await Scrape.TextAsync(_registry))
        .Split('\n')
        .Where(line => line.StartsWith("size_bucket", StringComparison.Ordinal))
        .Select(line => line.Split('"', ' '))
        .ToDictionary(
            parts => parts[1] == "+Inf" ? double.PositiveInfinity : double.Parse(parts[1]),
            parts => long.Parse(parts[^1]));
}
