using NSubstitute;
using Prometheus;

namespace GitOpsDemo.Prometheus.Tests.Ours;

public sealed class ExemplarTests
{
    private readonly TimeProvider _time = Substitute.For<TimeProvider>();
    private readonly CollectorRegistry _registry;
    private int _asked;

    public ExemplarTests()
    {
        _time.GetUtcNow().Returns(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_250));
        _registry = new(_time);
    }

    [Fact]
    public async Task The_provider_is_asked_once_after_each_scrape_that_can_carry_exemplars()
    {
        var counter = Create();
        counter.Inc(5);
        await Scrape.TextAsync(_registry);
        counter.Inc(5);
        Assert.Equal(0, _asked);

        await Scrape.OpenMetricsAsync(_registry);
        counter.Inc(5);
        counter.Inc(5);
        Assert.Equal(1, _asked);

        var page = await Scrape.OpenMetricsAsync(_registry);
        Assert.Contains("events_total 20.0 # {call=\"1\"} 5.0 1700000000.25\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exemplar_stays_until_the_next_one()
    {
        var counter = Create();
        await Scrape.OpenMetricsAsync(_registry);
        counter.Inc();

        var first = await Scrape.OpenMetricsAsync(_registry);
        var second = await Scrape.OpenMetricsAsync(_registry);

        Assert.Contains("# {call=\"1\"}", first, StringComparison.Ordinal);
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task A_series_made_after_such_a_scrape_asks_for_its_first_event()
    {
        var histogram = Metrics.WithCustomRegistry(_registry).CreateHistogram("size", "Sizes.", ["kind"], new HistogramConfiguration
        {
            ExemplarBehavior = new() { DefaultExemplarProvider = (_, _) => Exemplar.From(Exemplar.Pair("call", $"{++_asked}")) },
        });
        await Scrape.OpenMetricsAsync(_registry);

        histogram.WithLabels("new").Observe(100);

        var page = await Scrape.OpenMetricsAsync(_registry);
        Assert.Contains("le=\"+Inf\"} 1 # {call=\"1\"} 100.0 1700000000.25\n", page, StringComparison.Ordinal);
    }

    private Counter Create() => Metrics.WithCustomRegistry(_registry).CreateCounter("events_total", "Events.", new CounterConfiguration
    {
        ExemplarBehavior = new() { DefaultExemplarProvider = (_, _) => Exemplar.From(Exemplar.Pair("call", $"{++_asked}")) },
    });
}
