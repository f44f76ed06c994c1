using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Promql;

namespace GitOpsDemo.Delivery.Monitoring;

/// <summary>
/// Divides every duration of rules and configurations by a factor, so that what takes an hour is seen in seconds. Everything else stays
/// as it is written.
/// </summary>
/// <param name="Factor">The divisor; 1 is true time.</param>
public sealed record TimeScale(int Factor)
{
    /// <summary>What programs read as a duration has at least a millisecond.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    /// <summary>A busy computer answers no scrape sooner because time is scaled.</summary>
    private static readonly TimeSpan ShortestScrape = TimeSpan.FromMilliseconds(50);

    /// <summary>Durations as they are.</summary>
    public static TimeScale TrueTime { get; } = new(1);

    /// <summary>A duration, at least 1 ms; zero stays zero.</summary>
    public TimeSpan Of(TimeSpan duration) =>
        duration == TimeSpan.Zero || duration / Factor >= Shortest ? duration / Factor : Shortest;

    /// <summary>A PromQL expression: its ranges, subqueries and offsets.</summary>
    public string Of(string expression) => Factor == 1 ? expression : string.Concat(PromqlTokens.Read(expression).Select(Text));

    /// <summary>Rules: the intervals of their groups, their <c>for</c> and <c>keep_firing_for</c>, and their expressions.</summary>
    public PrometheusRule Of(PrometheusRule rule) => rule with
    {
        Groups =
        [
            .. rule.Groups.Select(group => group with
            {
                Interval = Of(group.Interval),
                QueryOffset = Of(group.QueryOffset),
                Rules = [.. group.Rules.Select(Of)],
            }),
        ],
    };

    /// <summary>The intervals of a ServiceMonitor. A scrape may take all of its interval.</summary>
    public ServiceMonitor Of(ServiceMonitor monitor) => Factor == 1 ? monitor : monitor with
    {
        Endpoints =
        [
            .. monitor.Endpoints.Select(endpoint => endpoint with
            {
                Interval = OfScrape(endpoint.Interval),
                ScrapeTimeout = OfScrape(endpoint.Interval),
            }),
        ],
    };

    /// <summary>How often Prometheus scrapes and evaluates.</summary>
    public PrometheusConfiguration Of(PrometheusConfiguration configuration) => configuration with
    {
        Monitors = [.. configuration.Monitors.Select(Of)],
        Jobs = [.. configuration.Jobs.Select(job => job with { Interval = OfScrape(job.Interval) })],
        Interval = Of(configuration.Interval),
    };

    /// <summary>How long Alertmanager waits.</summary>
    public AlertmanagerConfiguration Of(AlertmanagerConfiguration configuration) => configuration with
    {
        ResolveTimeout = Of(configuration.ResolveTimeout),
        GroupWait = Of(configuration.GroupWait),
        GroupInterval = Of(configuration.GroupInterval),
        RepeatInterval = Of(configuration.RepeatInterval),
    };

    private TimeSpan? OfScrape(TimeSpan? interval) =>
        Of(interval) is { } scaled && scaled < ShortestScrape && interval > ShortestScrape ? ShortestScrape : Of(interval);

    private TimeSpan? Of(TimeSpan? duration) => duration is { } given ? Of(given) : null;

    private Rule Of(Rule rule) => rule with
    {
        Expression = Of(rule.Expression),
        For = Of(rule.For),
        KeepFiringFor = Of(rule.KeepFiringFor),
    };

    private string Text(PromqlToken token) =>
        token.Kind == PromqlTokenKind.Duration && PrometheusDuration.TryParse(token.Text, out var duration)
            ? PrometheusDuration.Format(Of(duration))
            : token.Text;
}
