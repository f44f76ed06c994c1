using Prometheus;

namespace GitOpsDemo.Benchmarks.InProcess;

/// <summary>10,000 counters and 1,000 histograms with 11 buckets: 24,000 samples.</summary>
internal static class LargePage
{
    private static readonly double[] Buckets = [.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10];

    public static CollectorRegistry Create()
    {
        var registry = Metrics.NewCustomRegistry();
        var metrics = Metrics.WithCustomRegistry(registry);
        var requests = metrics.CreateCounter("requests_total", "Requests.", "method", "path");
        for (var path = 0; path < 10_000; path++)
        {
            requests.WithLabels("GET", $"/{path}").Inc(path);
        }

        var configuration = new HistogramConfiguration { Buckets = Buckets };
        var durations = metrics.CreateHistogram("duration_seconds", "Durations.", ["path"], configuration);
        for (var path = 0; path < 1_000; path++)
        {
            for (var observation = 0; observation < 20; observation++)
            {
                durations.WithLabels($"/{path}").Observe(observation * path / 997d);
            }
        }

        return registry;
    }
}
