namespace GitOpsDemo.Delivery.Proof.Analysis;

/// <summary>How much worse a version may be than the one before it, and how sure a finding has to be.</summary>
public sealed record AnalysisSettings
{
    private const double Mebibyte = 1024 * 1024;

    /// <summary>The share of soaks of equal versions that may fail: of all comparisons and looks together.</summary>
    public double Significance { get; init; } = 0.01;

    /// <summary>How much larger the share of requests that fail may be: 0.005 is half a percentage point.</summary>
    public double ErrorRatio { get; init; } = 0.005;

    /// <summary>How much slower the 95th percentile of a route may be, as a share of what it was.</summary>
    public double LatencyP95 { get; init; } = 0.2;

    /// <summary>
    /// By how much the probability that a request is slower than one of before may exceed one half: 0.1 is 60 of 100.
    /// </summary>
    public double LatencyShift { get; init; } = 0.1;

    /// <summary>Answers that are faster than this are alike: nobody notices the difference.</summary>
    public TimeSpan LatencyFloor { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How much faster a replica's memory may grow, in bytes per second.</summary>
    public double Memory { get; init; } = Mebibyte / 2;

    /// <summary>How much more processor time a request may need, as a share of what it was.</summary>
    public double Cpu { get; init; } = 0.5;

    /// <summary>How many restarts more there may be.</summary>
    public int Restarts { get; init; }

    /// <summary>How many more lines at error level there may be, for each request.</summary>
    public double ErrorLines { get; init; } = 0.001;

    /// <summary>Routes that are not compared: what the platform asks, not what users do.</summary>
    public IReadOnlyList<string> IgnoredRoutes { get; init; } =
        ["/health", "/healthz", "/live", "/livez", "/ready", "/readyz", "/metrics"];

    /// <summary>What the service calls its metrics; null to try the usual names.</summary>
    public MetricNames? Metrics { get; init; }

    /// <summary>The requests that the build sends itself.</summary>
    public TrafficSettings Traffic { get; init; } = new();
}

/// <summary>What a service calls the metrics of its requests.</summary>
/// <param name="Latency">
/// The histogram of how long they took, without <c>_bucket</c>, in seconds unless it ends with <c>_milliseconds</c>.
/// </param>
/// <param name="Requests">The counter of requests, by <paramref name="Status"/>.</param>
/// <param name="Route">The label that has the route.</param>
/// <param name="Status">The label that has the status code.</param>
public sealed record MetricNames(string Latency, string Requests, string Route, string Status)
{
    /// <summary>
    /// In the order in which they are tried: ours, the package prometheus-net's, the meter of ASP.NET Core, which is OpenTelemetry's too,
    /// and what OpenTelemetry's was called before.
    /// </summary>
    internal static IReadOnlyList<MetricNames> Usual { get; } =
    [
        new("http_request_duration_seconds", "http_requests_total", "endpoint", "status"),
        new("http_request_duration_seconds", "http_request_duration_seconds_count", "endpoint", "code"),
        new("http_request_duration_seconds", "http_requests_received_total", "endpoint", "code"),
        new("http_request_duration_seconds", "http_request_duration_seconds_count", "controller", "code"),
        new(
            "http_server_request_duration_seconds",
            "http_server_request_duration_seconds_count",
            "http_route",
            "http_response_status_code"),
        new("http_server_duration_milliseconds", "http_server_duration_milliseconds_count", "http_route", "http_status_code"),
    ];

    /// <summary>How many of the histogram's units are a second.</summary>
    internal double PerSecond => Latency.EndsWith("_milliseconds", StringComparison.Ordinal) ? 1000 : 1;
}

/// <summary>The requests that the build sends to the service while it compares: in the lab always, elsewhere where it is allowed.</summary>
public sealed record TrafficSettings
{
    /// <summary>More is a load test.</summary>
    public const int MostPerSecond = 1000;

    /// <summary>How many; 0 for none.</summary>
    public int RequestsPerSecond { get; init; } = 100;

    /// <summary>What is asked for, one after the other; empty for the path of the log's proof.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>The environments of clusters that get them.</summary>
    public IReadOnlyList<string> Environments { get; init; } = [];
}
