using System.Globalization;
using System.Text;
using GitOpsDemo.Testing;
using Prometheus;

namespace GitOpsDemo.Prometheus.Tests.Real;

/// <summary>What a real Prometheus makes of our pages.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class RealScrapeTests
{
    private static readonly double[] Bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly Dictionary<string, double> _expected = [];

    [FactWithTool("prometheus")]
    public Task Twenty_four_thousand_samples_arrive_equal_in_the_text_format() => EverySampleArrives(openMetrics: false);

    [FactWithTool("prometheus")]
    public Task Twenty_four_thousand_samples_arrive_equal_in_OpenMetrics() => EverySampleArrives(openMetrics: true);

    [FactWithTool("prometheus")]
    public async Task Hostile_label_values_survive()
    {
        string[] values =
        [
            "say \"hi\"", "two\nlines", "C:\\temp\\new", "\\n", "\\\"", "{}=,# ", "tab\tcarriage\rreturn", "grüße 🎉", " spaces ", "",
            new string('x', 64 * 1024), "lone \uD83C end",
        ];
        var gauge = Metrics.WithCustomRegistry(_registry).CreateGauge("hostile", "Values that try to break out.", "id", "value");
        for (var id = 0; id < values.Length; id++)
        {
            gauge.WithLabels($"{id}", values[id]).Set(id);

            // Prometheus knows no empty label, and UTF-8 no lone surrogate.
            var value = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(values[id]));
            (string, string)[] labels = [("__name__", "hostile"), ("id", $"{id}"), ("value", value)];
            _expected[PrometheusProcess.Key(labels.Where(label => label.Item2.Length > 0))] = id;
        }

        Assert.Equivalent(_expected, await ScrapeAsync(openMetrics: true), strict: true);
    }

    private async Task EverySampleArrives(bool openMetrics)
    {
        var metrics = Metrics.WithCustomRegistry(_registry);
        var counter = metrics.CreateCounter("requests_total", "Requests.", "path");
        for (var path = 0; path < 10_000; path++)
        {
            counter.WithLabels($"/{path}").Inc(path / 3d);
            Expect("requests_total", $"/{path}", path / 3d);
        }

        var configuration = new HistogramConfiguration { Buckets = Bounds };
        var histogram = metrics.CreateHistogram("duration_seconds", "Durations.", ["path"], configuration);
        for (var path = 0; path < 1_000; path++)
        {
            double[] observed = [path / 1_000d, path / 77d, 0.025];
            foreach (var duration in observed)
            {
                histogram.WithLabels($"/{path}").Observe(duration);
            }

            Expect("duration_seconds_sum", $"/{path}", observed.Aggregate((sum, duration) => sum + duration));
            Expect("duration_seconds_count", $"/{path}", observed.Length);
            Expect("duration_seconds_bucket", $"/{path}", observed.Length, "+Inf");
            foreach (var bound in Bounds)
            {
                Expect("duration_seconds_bucket", $"/{path}", observed.Count(duration => duration <= bound), Bound(bound, openMetrics));
            }
        }

        var arrived = await ScrapeAsync(openMetrics);

        Assert.Equal(24_000, arrived.Count);
        Assert.All(_expected, sample => Assert.Equal(sample.Value, arrived[sample.Key]));
    }

    private static string Bound(double bound, bool openMetrics)
    {
        var text = bound.ToString(CultureInfo.InvariantCulture);
        return openMetrics && !text.Contains('.', StringComparison.Ordinal) ? text + ".0" : text;
    }

    private void Expect(string name, string path, double value, string? bound = null)
    {
        (string, string)[] labels = [("__name__", name), ("path", path), .. bound is null ? [] : new[] { ("le", bound) }];
        _expected[PrometheusProcess.Key(labels)] = value;
    }

    private async Task<Dictionary<string, double>> ScrapeAsync(bool openMetrics)
    {
        await using var server = await MetricsServer.StartAsync(_registry, openMetrics);
        await using var prometheus = new PrometheusProcess(server.Address);
        await prometheus.ScrapedAsync();
        return await prometheus.QueryAsync("{__name__=~\"requests_.*|duration_.*|hostile\"}");
    }
}
