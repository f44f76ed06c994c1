using Prometheus;

namespace GitOpsDemo.Prometheus.Tests.Ours;

public sealed class StrictnessTests
{
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly MetricFactory _metrics;

    public StrictnessTests() => _metrics = Metrics.WithCustomRegistry(_registry);

    [Fact]
    public void A_metric_has_the_same_labels_wherever_it_is_asked_for()
    {
        _metrics.CreateCounter("events_total", "Events.", "kind");

        var failure = Assert.Throws<InvalidOperationException>(() => _metrics.CreateCounter("events_total", "Events.", "size"));

        Assert.Equal("events_total is registered already, as a Counter with the labels (kind).", failure.Message);
    }

    [Fact]
    public void A_metric_with_labels_counts_nothing_without_them() =>
        Assert.Throws<ArgumentException>(() => _metrics.CreateCounter("events_total", "Events.", "kind").Inc());

    [Fact]
    public void A_label_value_is_never_null() =>
        Assert.Throws<ArgumentException>(() => _metrics.CreateCounter("events_total", "Events.", "kind").WithLabels([null!]));

    [Fact]
    public void Linear_buckets_need_a_distance() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Histogram.LinearBuckets(0, 0, 3));

    [Fact]
    public async Task The_text_format_spells_infinity_as_Prometheus_does()
    {
        _metrics.CreateGauge("g", "", "kind").WithLabels("more").Set(double.PositiveInfinity);
        _metrics.CreateGauge("g", "", "kind").WithLabels("less").Set(double.NegativeInfinity);

        var page = await Scrape.TextAsync(_registry);

        Assert.Contains("g{kind=\"more\"} +Inf\n", page, StringComparison.Ordinal);
        Assert.Contains("g{kind=\"less\"} -Inf\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_is_escaped_as_each_format_wants_it()
    {
        _metrics.CreateGauge("g", "a \"quoted\" \\ and\na second line");

        var text = await Scrape.TextAsync(_registry);
        var openMetrics = await Scrape.OpenMetricsAsync(_registry);

        Assert.StartsWith("""# HELP g a "quoted" \\ and\na second line""" + "\n", text, StringComparison.Ordinal);
        Assert.StartsWith("""# HELP g a \"quoted\" \\ and\na second line""" + "\n", openMetrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_that_UTF8_cannot_tell_apart_are_the_same_series()
    {
        var gauge = _metrics.CreateGauge("g", "", "kind");

        gauge.WithLabels("lone \uD800").Set(1);
        gauge.WithLabels("lone \uDC00").Set(2);

        Assert.EndsWith("gauge\ng{kind=\"lone \uFFFD\"} 2\n", await Scrape.TextAsync(_registry), StringComparison.Ordinal);
    }
}
