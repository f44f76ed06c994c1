using System.Globalization;
using Prometheus;

namespace GitOpsDemo.Api.RequestMetrics;

/// <summary>The series of one endpoint and method.</summary>
internal sealed class MethodSeries(string method, string template, HttpMetrics metrics)
{
    // The status codes of RFC 9110, section 15: three digits, 100 to 599.
    private const int Lowest = 100;
    private const int Highest = 599;

    private readonly Histogram.Child _durations = metrics.Durations.WithLabels(method, template);
    private readonly Counter.Child?[] _byStatus = new Counter.Child?[Highest - Lowest + 1];
    private double _slowestSeconds;
    private int _slowestScrape;

    public void Record(int status, TimeSpan duration)
    {
        var seconds = duration.TotalSeconds;
        _durations.Observe(seconds, IsSlowestSinceScrape(seconds) ? Exemplar.FromTraceContext() : Exemplar.None);
        ref var counter = ref _byStatus[Math.Clamp(status, Lowest, Highest) - Lowest];
        counter ??= metrics.Requests.WithLabels(method, template, status.ToString(CultureInfo.InvariantCulture));
        counter.Inc(1, Exemplar.None);
    }

    // Only its trace is kept: an exemplar for every request costs ten times as much as the observation. Of two requests at once, both
    // may count as the slowest.
    private bool IsSlowestSinceScrape(double seconds)
    {
        var scrape = metrics.Scrapes;
        if (scrape == _slowestScrape && seconds <= _slowestSeconds)
        {
            return false;
        }

        _slowestScrape = scrape;
        _slowestSeconds = seconds;
        return true;
    }
}
