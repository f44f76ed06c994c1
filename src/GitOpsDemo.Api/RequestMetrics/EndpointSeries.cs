using Prometheus;

namespace GitOpsDemo.Api.RequestMetrics;

/// <summary>The series of one endpoint in arrays by method and status: finding one costs two array reads and no allocation.</summary>
internal sealed class EndpointSeries(string template, Counter requests, Histogram durations)
{
    private readonly MethodSeries?[] _byMethod = new MethodSeries?[KnownMethods.Count];

    public void Record(string method, int status, TimeSpan duration)
    {
        var index = KnownMethods.IndexOf(method);

        // Two threads that make the same series at once get the same children from the metric.
        var series = _byMethod[index] ??= new(KnownMethods.Name(index), template, requests, durations);
        series.Record(status, duration);
    }
}
