using System.Diagnostics;
using Prometheus;

namespace GitOpsDemo.Prometheus.Tests;

public sealed class OpenMetricsTests
{
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly MetricFactory _metrics;

    public OpenMetricsTests() => _metrics = Metrics.WithCustomRegistry(_registry);

    [Fact]
    public async Task Counters_lose_their_suffix_in_the_metadata_and_numbers_have_a_point()
    {
        _metrics.CreateCounter("events_total", "Events.").Inc(3);
        _metrics.CreateGauge("ratio", "A ratio.").Set(0.25);
        _metrics.CreateHistogram("size", "Sizes.", new HistogramConfiguration { Buckets = [0.5, 1] }).Observe(1);

        Assert.Equal(
            """
            # HELP events Events.
            # TYPE events counter
            events_total 3.0
            # HELP ratio A ratio.
            # TYPE ratio gauge
            ratio 0.25
            # HELP size Sizes.
            # TYPE size histogram
            size_sum 1.0
            size_count 1
            size_bucket{le="0.5"} 0
            size_bucket{le="1.0"} 1
            size_bucket{le="+Inf"} 1
            # EOF

            """,
            await Scrape.OpenMetricsAsync(_registry));
    }

    [Fact]
    public async Task A_counter_without_the_suffix_is_of_unknown_type()
    {
        _metrics.CreateCounter("events", "Events.").Inc(1);

        Assert.Equal("# HELP events Events.\n# TYPE events unknown\nevents 1.0\n# EOF\n", await Scrape.OpenMetricsAsync(_registry));
    }

    [Theory]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(1e20, "1e+20")]
    [InlineData(-1, "-1.0")]
    public async Task Numbers_without_a_point_get_one(double value, string expected)
    {
        _metrics.CreateGauge("g", "").Set(value);

        Assert.Contains($"\ng {expected}\n", await Scrape.OpenMetricsAsync(_registry), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exemplar_that_the_caller_gives_stands_behind_its_sample()
    {
        _metrics.CreateCounter("events_total", "Events.").Inc(2, Exemplar.From(Exemplar.Pair("order", "4711")));
        _metrics.CreateHistogram("size", "Sizes.", new HistogramConfiguration { Buckets = [1, 2] })
            .Observe(1.5, Exemplar.From(Exemplar.Pair("order", "4712"), Exemplar.Key("shop").WithValue("north")));

        var page = await Scrape.OpenMetricsAsync(_registry);

        Assert.Matches("""\nevents_total 2\.0 # \{order="4711"\} 2\.0 \d+(\.\d+)?\n""", page);
        Assert.Matches("""\nsize_bucket\{le="2\.0"\} 1 # \{order="4712",shop="north"\} 1\.5 \d+(\.\d+)?\n""", page);
        Assert.Equal(2, page.Split(" # {").Length - 1);
    }

    [Fact]
    public async Task A_running_activity_becomes_the_exemplar_of_what_happens_in_it()
    {
        var counter = _metrics.CreateCounter("events_total", "Events.");
        var histogram = _metrics.CreateHistogram("size", "Sizes.", new HistogramConfiguration { Buckets = [1, 2] });
        await Scrape.OpenMetricsAsync(_registry);

        using var activity = new Activity("order").SetIdFormat(ActivityIdFormat.W3C).Start();
        counter.Inc();
        histogram.Observe(1.5);

        var labels = $$"""# \{trace_id="{{activity.TraceId}}",span_id="{{activity.SpanId}}"\}""";
        var page = await Scrape.OpenMetricsAsync(_registry);
        Assert.Matches($"events_total 1\\.0 {labels}", page);
        Assert.Matches($"size_bucket\\{{le=\"2\\.0\"\\}} 1 {labels}", page);
    }

    [Fact]
    public async Task Without_exemplars_there_are_none()
    {
        var none = ExemplarBehavior.NoExemplars();
        var counter = _metrics.CreateCounter("events_total", "Events.", new CounterConfiguration { ExemplarBehavior = none });
        var histogram = _metrics.CreateHistogram("size", "Sizes.", new HistogramConfiguration { ExemplarBehavior = none });
        await Scrape.OpenMetricsAsync(_registry);

        using var activity = new Activity("order").SetIdFormat(ActivityIdFormat.W3C).Start();
        counter.Inc();
        histogram.Observe(1.5);

        Assert.DoesNotContain(" # {", await Scrape.OpenMetricsAsync(_registry), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_can_refuse_an_exemplar()
    {
        var counter = _metrics.CreateCounter("events_total", "Events.");
        var histogram = _metrics.CreateHistogram("size", "Sizes.");
        await Scrape.OpenMetricsAsync(_registry);

        using var activity = new Activity("order").SetIdFormat(ActivityIdFormat.W3C).Start();
        counter.Inc(Exemplar.None);
        histogram.Observe(1.5, Exemplar.None);

        Assert.DoesNotContain(" # {", await Scrape.OpenMetricsAsync(_registry), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_text_format_carries_no_exemplars()
    {
        _metrics.CreateCounter("events_total", "Events.").Inc(Exemplar.From(Exemplar.Pair("order", "4711")));

        Assert.Equal("# HELP events_total Events.\n# TYPE events_total counter\nevents_total 1\n", await Scrape.TextAsync(_registry));
    }

    [Fact]
    public void An_exemplar_that_is_too_long_or_has_a_label_twice_is_refused()
    {
        var counter = _metrics.CreateCounter("events_total", "Events.");

        Assert.Throws<ArgumentException>(() => counter.Inc(Exemplar.From(Exemplar.Pair("order", new string('x', 124)))));
        Assert.Throws<ArgumentException>(() => counter.Inc(Exemplar.From(Exemplar.Pair("order", "1"), Exemplar.Pair("order", "2"))));
        Assert.Throws<ArgumentException>(() => Exemplar.Key("not a name"));
    }
}
