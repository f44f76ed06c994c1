using Prometheus;

namespace GitOpsDemo.Api.RequestMetrics;

/// <summary>The series of HTTP requests, by the names that the rules and the dashboard ask for.</summary>
internal sealed class HttpMetrics
{
    // Five per decade from 1 ms to 10 s: a quantile is off by a third at most.
    private static readonly double[] Seconds = [.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10];

    private readonly Counter _requests;
    private readonly Histogram _durations;

    public HttpMetrics(CollectorRegistry registry)
    {
        var metrics = Metrics.WithCustomRegistry(registry);
        _requests = metrics.CreateCounter("http_requests_total", "HTTP requests answered.", "method", "endpoint", "status");
        _durations = metrics.CreateHistogram(
            "http_request_duration_seconds",
            "Time from a request's arrival to the end of its response.",
            ["method", "endpoint"],
            new HistogramConfiguration { Buckets = Seconds });
        Unmatched = ForEndpoint("unmatched");
    }

    /// <summary>Requests that no route matches.</summary>
    public EndpointSeries Unmatched { get; }

    /// <summary>The series of one endpoint.</summary>
    /// <param name="template">The route template, never a raw path: anyone can send any number of those.</param>
    public EndpointSeries ForEndpoint(string template) => new(template, _requests, _durations);
}
