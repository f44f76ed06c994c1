using System.Globalization;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Monitoring.Prometheus;

namespace GitOpsDemo.Delivery.Proof.Analysis;

/// <summary>
/// Asks Prometheus what the replicas of one version did: of all of them together, by route and bucket, one question for each metric.
/// </summary>
/// <param name="prometheus">Whom it asks.</param>
/// <param name="ns">The namespace of the replicas.</param>
/// <param name="names">What the service calls its metrics.</param>
/// <param name="ignored">Routes that are left out.</param>
internal sealed class ServiceMetrics(PrometheusClient prometheus, string ns, MetricNames names, IReadOnlyList<string> ignored)
{
    /// <summary>A sample counts until the next scrape has had time to fail once or twice.</summary>
    private const string Memory = "5m";

    /// <summary>Samples of a slope: more tell no more.</summary>
    private const int Steps = 60;

    private static readonly TimeSpan ShortestStep = TimeSpan.FromSeconds(5);

    /// <summary>The names by which the replicas have series; null where none of them fits.</summary>
    public static async Task<MetricNames?> FindNamesAsync(
        PrometheusClient prometheus, string ns, string pods, MetricNames? given, CancellationToken cancellationToken)
    {
        foreach (var names in given is null ? MetricNames.Usual : [given])
        {
            var selector = $"{Selector(ns, pods)}, {names.Route}!=\"\"";
            var (requests, latency) = ($"{names.Requests}{{{selector}, {names.Status}!=\"\"}}", $"{names.Latency}_bucket{{{selector}}}");
            if (await prometheus.ValueAsync($"count({requests}) + count({latency})", cancellationToken) > 0)
            {
                return names;
            }
        }

        return null;
    }

    /// <summary>What the replicas whose names match did.</summary>
    /// <param name="pods">A regular expression that their names match.</param>
    /// <param name="window">When.</param>
    /// <param name="warm">Since when the time that they need counts, of a request and of a processor.</param>
    public async Task<Measurement> MeasureAsync(
        string pods, Window window, DateTimeOffset warm, CancellationToken cancellationToken)
    {
        var whileWarm = window with { From = warm > window.From ? warm : window.From };
        var (requests, latency, memory, cpu, restarts) = (
            RequestsAsync(pods, window, cancellationToken),
            LatencyAsync(pods, whileWarm, cancellationToken),
            SamplesAsync(
                $"avg(container_memory_working_set_bytes{Containers(pods)}) or avg(process_working_set_bytes{Of(pods)})"
                    + $" or avg(process_resident_memory_bytes{Of(pods)})",
                window,
                cancellationToken),
            ProcessorTimeAsync(pods, whileWarm, cancellationToken),
            RestartsAsync(pods, window, cancellationToken));
        return new()
        {
            Requests = await requests,
            Latency = await latency,
            Memory = await memory,
            Cpu = await cpu,
            Restarts = await restarts,
        };
    }

    private async Task<IReadOnlyDictionary<string, RequestCount>> RequestsAsync(
        string pods, Window window, CancellationToken cancellationToken)
    {
        var series = await prometheus.QueryAsync(
            $"sum by ({names.Route}, {names.Status}) ({Increase(names.Requests, pods, window)})", cancellationToken);
        return series.Where(each => each.Value is { Value: > 0 }).GroupBy(RouteOf).ToDictionary(
            route => route.Key,
            route => new RequestCount(Sum(route), Sum(route.Where(IsError))));

        bool IsError(Series each) => each.Metric.GetValueOrDefault(names.Status, "").StartsWith('5');

        static long Sum(IEnumerable<Series> all) => (long)Math.Round(all.Sum(each => each.Value!.Value.Value));
    }

    private async Task<IReadOnlyDictionary<string, LatencyBuckets>> LatencyAsync(
        string pods, Window window, CancellationToken cancellationToken)
    {
        if (window.Length <= TimeSpan.Zero)
        {
            return new Dictionary<string, LatencyBuckets>();
        }

        var series = await prometheus.QueryAsync(
            $"sum by ({names.Route}, le) ({Increase($"{names.Latency}_bucket", pods, window)})", cancellationToken);
        return series
            .Where(each => each.Value is { } && each.Metric.ContainsKey("le"))
            .GroupBy(RouteOf)
            .ToDictionary(
                route => route.Key,
                route => LatencyBuckets.OfCumulative(route.Select(each => (BoundOf(each), each.Value!.Value.Value))));
    }

    private async Task<ProcessorTime> ProcessorTimeAsync(string pods, Window window, CancellationToken cancellationToken)
    {
        if (window.Length <= TimeSpan.Zero)
        {
            return new([], 0);
        }

        var used = SamplesAsync(
            $"sum(container_cpu_usage_seconds_total{Containers(pods)}) or sum(process_cpu_seconds_total{Of(pods)})",
            window,
            cancellationToken);
        var requests = await prometheus.ValueAsync($"sum({Increase(names.Requests, pods, window)})", cancellationToken) ?? 0;
        return new(await used, requests / window.Length.TotalSeconds);
    }

    private async Task<IReadOnlyList<Sample>> SamplesAsync(string expression, Window window, CancellationToken cancellationToken)
    {
        var step = window.Length / Steps is var even && even > ShortestStep ? even : ShortestStep;
        var series = await prometheus.QueryRangeAsync(expression, window.From, window.To, step, cancellationToken);
        return series is [{ Values: { } values }, ..] ? values : [];
    }

    /// <summary>By the kubelet's count and by the start of the process, whichever has seen more.</summary>
    private async Task<double?> RestartsAsync(string pods, Window window, CancellationToken cancellationToken)
    {
        var (range, at) = (Range(window), At(window.To));
        var counter = $"kube_pod_container_status_restarts_total{Of(pods)}[{range}] @ {at}";
        var counted = await prometheus.ValueAsync($"sum(max_over_time({counter}) - min_over_time({counter}))", cancellationToken);
        var begun = await prometheus.ValueAsync($"sum(changes(process_start_time_seconds{Of(pods)}[{range}] @ {at}))", cancellationToken);
        return counted is null ? begun : begun is null ? counted : Math.Max(counted.Value, begun.Value);
    }

    /// <summary>
    /// What a counter has gained, series by series, and not extrapolated: what a series has at the end, less what it had at the start. One
    /// that is new, or began again, gained all that it has. (<c>increase</c> misses the first sample of a new series, such as the first
    /// errors.)
    /// </summary>
    internal string Increase(string metric, string pods, Window window)
    {
        var routes = $"{names.Route}!=\"\", {names.Route}!~\"{string.Join('|', ignored.Select(Escape))}\"";
        var selector = $"{metric}{{{Selector(ns, pods)}, {routes}}}";
        var end = $"last_over_time({selector}[{Range(window)}] @ {At(window.To)})";
        return $"({end} - last_over_time({selector}[{Memory}] @ {At(window.From)})) >= 0 or {end}";
    }

    private string Of(string pods) => $"{{{Selector(ns, pods)}}}";

    private string Containers(string pods) => $"{{{Selector(ns, pods)}, container!=\"\", container!=\"POD\"}}";

    private string RouteOf(Series series) => series.Metric.GetValueOrDefault(names.Route, "");

    /// <summary>Only <c>+Inf</c> is no number to .NET.</summary>
    private double BoundOf(Series series) =>
        double.TryParse(series.Metric["le"], CultureInfo.InvariantCulture, out var bound)
            ? bound / names.PerSecond
            : double.PositiveInfinity;

    private static string Selector(string ns, string pods) => $"namespace=\"{ns}\", pod=~\"{pods}\"";

    /// <summary>A text that stands for itself in an expression of RE2 which is a string of PromQL.</summary>
    private static string Escape(string text) =>
        Regex.Escape(text).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string Range(Window window) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, (long)window.Length.TotalMilliseconds)}ms");

    internal static string At(DateTimeOffset moment) =>
        (moment.ToUnixTimeMilliseconds() / 1000.0).ToString("0.000", CultureInfo.InvariantCulture);
}
