using Prometheus;

namespace GitOpsDemo.Prometheus.Tests.Ours;

public sealed class SeriesLimitTests
{
    private readonly CollectorRegistry _registry = new(TimeProvider.System) { SeriesLimit = 3 };
    private readonly Counter _counter;

    public SeriesLimitTests() =>
        _counter = Metrics.WithCustomRegistry(_registry).CreateCounter("requests_total", "Requests.", "method", "path");

    [Fact]
    public async Task Beyond_the_limit_everything_counts_in_one_visible_series()
    {
        for (var path = 0; path < 10; path++)
        {
            _counter.WithLabels("GET", $"/{path}").Inc();
        }

        Assert.Equal(
            """
            # HELP requests_total Requests.
            # TYPE requests_total counter
            requests_total{method="GET",path="/0"} 1
            requests_total{method="GET",path="/1"} 1
            requests_total{method="GET",path="/2"} 1
            requests_total{method="overflow",path="overflow"} 7
            # HELP metrics_series_overflow_total Look-ups of series beyond the limit of their metric; they count in its series 'overflow'.
            # TYPE metrics_series_overflow_total counter
            metrics_series_overflow_total{metric="requests_total"} 7

            """,
            await Scrape.TextAsync(_registry));
    }

    [Fact]
    public async Task A_series_that_a_caller_labelled_so_is_the_one_that_takes_the_rest()
    {
        _counter.WithLabels("overflow", "overflow").Inc();
        for (var path = 0; path < 4; path++)
        {
            _counter.WithLabels("GET", $"/{path}").Inc();
        }

        Assert.Single((await Scrape.TextAsync(_registry)).Split('\n'), "requests_total{method=\"overflow\",path=\"overflow\"} 3");
        Assert.Equal(3, _counter.GetAllLabelValues().Count());
    }

    [Fact]
    public void Series_within_the_limit_are_found_as_before()
    {
        var first = _counter.WithLabels("GET", "/0");
        for (var path = 0; path < 10; path++)
        {
            _counter.WithLabels("GET", $"/{path}");
        }

        Assert.Same(first, _counter.WithLabels("GET", "/0"));
    }

    [Fact]
    public void A_removed_series_makes_room_for_another()
    {
        for (var path = 0; path < 3; path++)
        {
            _counter.WithLabels("GET", $"/{path}");
        }

        _counter.RemoveLabelled("GET", "/1");
        _counter.WithLabels("GET", "/new").Inc();

        Assert.Contains(["GET", "/new"], _counter.GetAllLabelValues());
    }

    [Fact]
    public async Task Threads_that_storm_a_metric_with_new_series_lose_no_count()
    {
        var made = 0;

        await Threads.RunAsync(8, () =>
        {
            for (var count = 0; count < 10_000; count++)
            {
                _counter.WithLabels("GET", $"/{Interlocked.Increment(ref made)}").Inc();
            }
        });

        Assert.Equal(4, _counter.GetAllLabelValues().Count());
        Assert.Equal(80_000, _counter.GetAllLabelValues().Sum(values => _counter.WithLabels(values).Value));
    }
}
