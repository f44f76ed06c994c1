using System.Globalization;
using Prometheus;

namespace GitOpsDemo.Api.RequestMetrics;

/// <summary>The series of one endpoint and method.</summary>
internal sealed class MethodSeries(string method, string template, Counter requests, Histogram durations)
{
    // The status codes of RFC 9110, section 15: three digits, 100 to 599.
    private const int Lowest = 100;
    private const int Highest = 599;

    private readonly Histogram.Child _durations = durations.WithLabels(method, template);
    private readonly Counter.Child?[] _byStatus = new Counter.Child?[Highest - Lowest + 1];

    public void Record(int status, TimeSpan duration)
    {
        _durations.Observe(duration.TotalSeconds);
        ref var counter = ref _byStatus[Math.Clamp(status, Lowest, Highest) - Lowest];
        counter ??= requests.WithLabels(method, template, status.ToString(CultureInfo.InvariantCulture));
        counter.Inc();
    }
}
