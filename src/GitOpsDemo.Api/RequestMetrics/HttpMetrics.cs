using System.Runtime.InteropServices;
using Prometheus;

namespace GitOpsDemo.Api.RequestMetrics;

/// <summary>The service's series, by the names that the rules and the dashboard ask for.</summary>
internal sealed class HttpMetrics
{
    // Three per decade from 1 ms to 10 s, where the answers of a service lie.
    private static readonly double[] Seconds = [.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10];

    private int _scrapes;

    public HttpMetrics(CollectorRegistry registry, BuildIdentity build)
    {
        var metrics = Metrics.WithCustomRegistry(registry);
        metrics.ExemplarBehavior = new() { DefaultExemplarProvider = null };
        Requests = metrics.CreateCounter("http_requests_total", "HTTP requests answered.", "method", "endpoint", "status");
        Durations = metrics.CreateHistogram(
            "http_request_duration_seconds",
            "Time from a request's arrival to the end of its response, in seconds.",
            ["method", "endpoint"],
            new HistogramConfiguration { Buckets = Seconds });
        InProgress = metrics.CreateGauge("http_requests_in_progress", "HTTP requests being answered.");
        metrics.CreateGauge("gitopsdemo_build_info", "Always 1; its labels tell which build runs.", "version", "revision", "dotnet")
            .WithLabels(build.Version, build.Revision, RuntimeInformation.FrameworkDescription)
            .Set(1);
        Unmatched = ForEndpoint("unmatched", isCounted: true);
        DotNetStats.Register(registry);
        registry.ReadBeforeScrape("runtime", new RuntimeSeries(metrics).Read);
        registry.AddBeforeCollectCallback(() => Interlocked.Increment(ref _scrapes));
    }

    /// <summary>Requests answered, by method, endpoint and status.</summary>
    public Counter Requests { get; }

    /// <summary>Seconds that they took, by method and endpoint.</summary>
    public Histogram Durations { get; }

    /// <summary>Requests whose response is not complete.</summary>
    public Gauge InProgress { get; }

    /// <summary>Requests that no route matches.</summary>
    public EndpointSeries Unmatched { get; }

    /// <summary>How often the page was asked for.</summary>
    public int Scrapes => Volatile.Read(ref _scrapes);

    /// <summary>The series of one endpoint.</summary>
    /// <param name="template">The route template, never a raw path: anyone can send any number of those.</param>
    /// <param name="isCounted">Whether requests to it are counted.</param>
    public EndpointSeries ForEndpoint(string template, bool isCounted) => new(template, this, isCounted);
}
