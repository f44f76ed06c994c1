using Prometheus;

namespace GitOpsDemo.Prometheus.Tests.Ours;

public sealed class AllocationTests
{
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly MetricFactory _metrics;

    public AllocationTests() => _metrics = Metrics.WithCustomRegistry(_registry);

    [Fact]
    public void Writing_to_a_series_that_the_caller_keeps_allocates_nothing()
    {
        var counter = _metrics.CreateCounter("events_total", "Events.", "kind").WithLabels("a");
        var gauge = _metrics.CreateGauge("queue_length", "Waiting.", "kind").WithLabels("a");
        var histogram = _metrics.CreateHistogram("size", "Sizes.", "kind").WithLabels("a");

        Assert.Equal(0, Allocated(() =>
        {
            counter.Inc();
            gauge.Set(3);
            gauge.Inc();
            histogram.Observe(0.3);
        }));
    }

    [Fact]
    public void Finding_a_series_by_its_labels_allocates_nothing()
    {
        var counter = _metrics.CreateCounter("requests_total", "Requests.", "method", "endpoint", "status");
        counter.WithLabels("GET", "/", "200").Inc();

        Assert.Equal(0, Allocated(() => counter.WithLabels("GET", "/", "200").Inc()));
    }

    [Theory]
    [InlineData(ExpositionFormat.PrometheusText)]
    [InlineData(ExpositionFormat.OpenMetricsText)]
    public void A_scrape_after_the_first_allocates_nothing(ExpositionFormat format)
    {
        var counter = _metrics.CreateCounter("requests_total", "Requests.", "path");
        var histogram = _metrics.CreateHistogram("size", "Sizes.", "path");
        for (var path = 0; path < 100; path++)
        {
            counter.WithLabels($"/{path}").Inc(path / 3d);
            histogram.WithLabels($"/{path}").Observe(path / 7d);
        }

        Assert.Equal(0, Allocated(() =>
        {
            // What HTTP does, without the HTTP.
            var page = _registry.CollectAsync(format, CancellationToken.None);
            Assert.True(page.IsCompletedSuccessfully);
            _registry.Return(page.Result);
        }));
    }

    // Bytes per call, in the steady state. The runtime recompiles hot code meanwhile, on other threads.
    private static long Allocated(Action action)
    {
        const int Calls = 100;
        for (var call = 0; call < Calls; call++)
        {
            action();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < Calls; call++)
        {
            action();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
    }
}
