using Prometheus;

namespace GitOpsDemo.Prometheus.Tests;

public sealed class TextFormatTests
{
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly MetricFactory _metrics;

    public TextFormatTests() => _metrics = Metrics.WithCustomRegistry(_registry);

    [Fact]
    public async Task A_counter_with_labels()
    {
        var counter = _metrics.CreateCounter("http_requests_total", "Requests answered.", "method", "status");
        counter.WithLabels("GET", "200").Inc(3);
        counter.WithLabels("POST", "500").Inc(0.5);

        Assert.Equal(
            """
            # HELP http_requests_total Requests answered.
            # TYPE http_requests_total counter
            http_requests_total{method="GET",status="200"} 3
            http_requests_total{method="POST",status="500"} 0.5

            """,
            await Scrape.TextAsync(_registry));
    }

    [Fact]
    public async Task A_gauge_without_labels_is_there_before_its_first_value()
    {
        _metrics.CreateGauge("queue_length", "Waiting.");

        Assert.Equal(
            """
            # HELP queue_length Waiting.
            # TYPE queue_length gauge
            queue_length 0

            """,
            await Scrape.TextAsync(_registry));
    }

    [Fact]
    public async Task A_metric_with_labels_has_no_samples_before_its_first_series()
    {
        _metrics.CreateGauge("queue_length", "Waiting.", "queue");

        Assert.Equal(
            """
            # HELP queue_length Waiting.
            # TYPE queue_length gauge

            """,
            await Scrape.TextAsync(_registry));
    }

    [Fact]
    public async Task A_histogram()
    {
        var histogram = _metrics.CreateHistogram("size", "Sizes.", ["kind"], new HistogramConfiguration { Buckets = [0.5, 1, 10] });
        histogram.WithLabels("a").Observe(0.25);
        histogram.WithLabels("a").Observe(1);
        histogram.WithLabels("a").Observe(100);

        Assert.Equal(
            """
            # HELP size Sizes.
            # TYPE size histogram
            size_sum{kind="a"} 101.25
            size_count{kind="a"} 3
            size_bucket{kind="a",le="0.5"} 1
            size_bucket{kind="a",le="1"} 2
            size_bucket{kind="a",le="10"} 2
            size_bucket{kind="a",le="+Inf"} 3

            """,
            await Scrape.TextAsync(_registry));
    }

    [Fact]
    public async Task A_histogram_without_labels_of_its_own_has_those_of_its_buckets()
    {
        _metrics.CreateHistogram("size", "Sizes.", new HistogramConfiguration { Buckets = [1] }).Observe(2);

        Assert.Equal(
            """
            # HELP size Sizes.
            # TYPE size histogram
            size_sum 2
            size_count 1
            size_bucket{le="1"} 0
            size_bucket{le="+Inf"} 1

            """,
            await Scrape.TextAsync(_registry));
    }

    [Fact]
    public async Task Metrics_and_series_stand_in_the_order_in_which_they_were_made()
    {
        _metrics.CreateGauge("b", "");
        _metrics.CreateGauge("a", "");

        Assert.Equal("# HELP b \n# TYPE b gauge\nb 0\n# HELP a \n# TYPE a gauge\na 0\n", await Scrape.TextAsync(_registry));
    }

    [Theory]
    [InlineData("say \"hi\"", """say \"hi\" """)]
    [InlineData("two\nlines", """two\nlines""")]
    [InlineData("""C:\temp""", """C:\\temp""")]
    [InlineData("""\n""", """\\n""")]
    [InlineData("grüße 🎉", "grüße 🎉")]
    public async Task Label_values_are_escaped(string value, string expected)
    {
        _metrics.CreateGauge("g", "", "label").WithLabels(value).Set(1);

        Assert.Contains($"g{{label=\"{expected.TrimEnd()}\"}} 1\n", await Scrape.TextAsync(_registry), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-1, "-1")]
    [InlineData(1234567, "1234567")]
    [InlineData(9007199254740991, "9007199254740991")]
    [InlineData(-9007199254740992, "-9007199254740992")]
    [InlineData(1e17, "1e+17")]
    [InlineData(0.1, "0.1")]
    [InlineData(1.0 / 3, "0.3333333333333333")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(double.MaxValue, "1.7976931348623157e+308")]
    [InlineData(double.NaN, "NaN")]
    public async Task Numbers_are_written_as_short_as_they_read_back(double value, string expected)
    {
        _metrics.CreateGauge("g", "").Set(value);

        Assert.EndsWith($"\ng {expected}\n", await Scrape.TextAsync(_registry), StringComparison.Ordinal);
    }
}
