using System.Globalization;
using GitOpsDemo.Delivery.Monitoring.Prometheus;

namespace GitOpsDemo.Delivery.Proof.Analysis;

/// <summary>
/// Compares the replicas that run with those before them, by what Prometheus has of both: over the same length of time, right before the
/// first of the new ones came; or at the same time, where both still run.
/// </summary>
public sealed class VersionAnalysis
{
    /// <summary>What ran longer ago than this ran at another time of the day.</summary>
    private static readonly TimeSpan SameHour = TimeSpan.FromHours(1);

    /// <summary>
    /// How long a replica runs before the time that it needs counts, of a request and of a processor: until then a process compiles what it
    /// runs, and fills what it keeps, which says nothing of the requests to come. Errors count from the start.
    /// </summary>
    internal static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(30);

    /// <summary>How exactly the first scrape of a new replica is found.</summary>
    private const string Resolution = "10s";

    private readonly PrometheusClient _prometheus;
    private readonly ServiceMetrics? _metrics;
    private readonly AnalysisSettings _settings;
    private readonly string _ns;
    private readonly string _next;
    private readonly string _after = "";
    private readonly string _before = "";
    private readonly Window _window;
    private readonly (DateTimeOffset Before, DateTimeOffset After) _warm;

    private VersionAnalysis(
        PrometheusClient prometheus,
        AnalysisSettings settings,
        LiveEnvironment live,
        MetricNames? names,
        string after,
        string before,
        Window window,
        (DateTimeOffset Before, DateTimeOffset After) warm)
    {
        (_prometheus, _settings, _ns, _after, _before, _window) = (prometheus, settings, live.Namespace, after, before, window);
        _warm = warm;
        _metrics = names is null ? null : new ServiceMetrics(prometheus, live.Namespace, names, settings.IgnoredRoutes);
        _next = "./build.sh --target=Logs --level=warning shows what the replicas write; "
            + $"./build.sh --target=Rollback --environment={live.Environment} puts back what ran before";
    }

    /// <summary>Why nothing is compared; null where something is.</summary>
    public string? ReasonForNone { get; private init; }

    /// <summary>Whether something ran before that should have been compared.</summary>
    public bool IsMissing { get; private init; }

    /// <summary>How many lines at error level those before wrote in their time; null where they were not counted.</summary>
    public long? ErrorLinesBefore { get; init; }

    /// <summary>Finds out which replicas ran before those that run.</summary>
    /// <param name="prometheus">Whom it asks.</param>
    /// <param name="settings">How much worse they may be.</param>
    /// <param name="baseline">When this run has watched those before; null for the time right before the first new replica came.</param>
    /// <param name="length">How long.</param>
    /// <param name="now">The moment.</param>
    public static async Task<VersionAnalysis> OfAsync(
        PrometheusClient prometheus,
        AnalysisSettings settings,
        LiveEnvironment live,
        WatchedBefore? baseline,
        TimeSpan length,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var generation = Generation.Of(live.Newest.Select(replica => replica.Pod));
        if (generation is null)
        {
            return None("it can't be asked which replicas run", isMissing: true);
        }

        var up = $"up{{namespace=\"{live.Namespace}\", pod=~";
        if (await FirstScrapesAsync($"{up}\"{generation.Pods}\"}}", now) is not ({ } begin, { } last))
        {
            return None("Prometheus has no scrape of the replicas that run", isMissing: true);
        }

        if (begin < now - SameHour + TimeSpan.FromMinutes(1))
        {
            return None("the replicas have run for more than an hour: what ran before is too long ago");
        }

        var others = $"{up}\"{generation.Owned}\", pod!~\"{generation.Pods}\"}}";
        var window = baseline?.Window ?? new(begin - length, begin);
        var before = await prometheus.QueryAsync(
            $"group by (pod) (last_over_time({others}[1m] @ {ServiceMetrics.At(window.To)}))", cancellationToken);
        if (Generation.Of(before.Select(series => series.Metric.GetValueOrDefault("pod", ""))) is not { } older)
        {
            return None("nothing ran before");
        }

        var names = await ServiceMetrics.FindNamesAsync(prometheus, live.Namespace, generation.Pods, settings.Metrics, cancellationToken);
        var (_, lastBefore) = await FirstScrapesAsync($"{up}\"{older.Pods}\"}}", window.To);
        return new(
            prometheus, settings, live, names, generation.Pods, older.Pods, window, (lastBefore + WarmUp ?? window.From, last + WarmUp))
        {
            ErrorLinesBefore = baseline?.ErrorLines,
            IsMissing = names is null,
            ReasonForNone = names is not null ? null
                : settings.Metrics is { } given
                ? $"the replicas have no {given.Requests} with {given.Route} and {given.Status}, or no {given.Latency}_bucket"
                : "the replicas have none of the usual metrics of requests: analysis.metrics in the settings file names theirs",
        };

        VersionAnalysis None(string why, bool isMissing = false) =>
            new(prometheus, settings, live, null, "", "", default, default) { ReasonForNone = why, IsMissing = isMissing };

        // A subquery looks at round moments only: the first scrape may have come after the last of them.
        async Task<(DateTimeOffset? OfFirst, DateTimeOffset? OfLast)> FirstScrapesAsync(string scraped, DateTimeOffset moment)
        {
            var at = ServiceMetrics.At(moment);
            var first = await prometheus.QueryAsync(
                $"min_over_time(timestamp({scraped})[{SameHour.TotalSeconds}s:{Resolution}] @ {at}) or timestamp({scraped} @ {at})",
                cancellationToken);
            List<double> moments = [.. first.Select(series => series.Value?.Value).OfType<double>()];
            return moments.Count == 0
                ? (null, null)
                : (DateTimeOffset.UnixEpoch.AddSeconds(moments.Min()), DateTimeOffset.UnixEpoch.AddSeconds(moments.Max()));
        }
    }

    /// <summary>Compares what the new replicas did since a moment.</summary>
    /// <param name="from">Since when.</param>
    /// <param name="to">The moment.</param>
    /// <param name="looks">How often in all this is asked: each time may find only its part of what may be found by chance.</param>
    /// <param name="errorLines">How many lines at error level they wrote; null where they were not counted.</param>
    public async Task<Judgement> JudgeAsync(
        DateTimeOffset from, DateTimeOffset to, int looks, long? errorLines, CancellationToken cancellationToken)
    {
        if (_metrics is null)
        {
            const string Title = "it is no worse than what ran before";
            const string Cause = "Nothing was compared";
            const string Next = "./build.sh --target=VerifyTargets shows what is scraped; analysis.metrics names the metrics";
            return IsMissing
                ? new([CheckResult.Warn("soak/before", Title, $"inconclusive: {ReasonForNone}", Cause, Next)], "", ReasonForNone)
                : new([CheckResult.Skip("soak/before", Title, ReasonForNone!)], "", Inconclusive: null);
        }

        var now = new Window(from, to);
        var bothRun = await _prometheus.ValueAsync(
            $"count(up{{namespace=\"{_ns}\", pod=~\"{_before}\"}} @ {ServiceMetrics.At(to)})", cancellationToken) > 0;
        var then = bothRun ? now : _window;
        var linesBefore = bothRun ? null : ErrorLinesBefore;
        var (before, after) = (
            await _metrics.MeasureAsync(_before, then, _warm.Before, cancellationToken) with { ErrorLines = linesBefore },
            await _metrics.MeasureAsync(_after, now, _warm.After, cancellationToken) with { ErrorLines = errorLines });
        var significance = _settings.Significance / looks;
        var when = bothRun ? "at the same time" : $"from {Clock(then.From)} to {Clock(then.To)} UTC";
        return Judgement.Of(
            new VersionComparison(before, after, _settings, significance).Make(),
            significance,
            $"{Figures.Requests(after.Total)}, {Figures.Count(after.Failed)} of them failed; "
                + $"before, {when}, {Figures.Count(before.Total)} and {Figures.Count(before.Failed)}",
            _next);
    }

    private static string Clock(DateTimeOffset moment) => moment.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}

/// <summary>What this run has watched of the replicas that ran before.</summary>
/// <param name="From">Since when.</param>
/// <param name="To">Until when.</param>
/// <param name="ErrorLines">How many lines at error level they wrote; null where they were not counted.</param>
public sealed record WatchedBefore(DateTimeOffset From, DateTimeOffset To, long? ErrorLines)
{
    internal Window Window => new(From, To);
}

/// <summary>
/// The replicas of one version: those of a Deployment are called by its name, the hash of the pod template, and some letters.
/// </summary>
/// <param name="Pods">A regular expression (RE2) that their names match, and those to come.</param>
/// <param name="Owned">One that the replicas of all versions match.</param>
internal sealed record Generation(string Pods, string Owned)
{
    /// <summary>Null where there are no replicas, or their names are not those of a Deployment.</summary>
    public static Generation? Of(IEnumerable<string> pods)
    {
        List<string[]> names = [.. pods.Select(pod => pod.Split('-')).Where(parts => parts.Length > 2)];
        var sets = names.Select(parts => string.Join('-', parts[..^1])).Distinct().Order(StringComparer.Ordinal);
        var owners = names.Select(parts => string.Join('-', parts[..^2])).Distinct().Order(StringComparer.Ordinal);
        return names.Count == 0 ? null : new($"({string.Join('|', sets)})-[a-z0-9]+", $"({string.Join('|', owners)})-[a-z0-9]+-[a-z0-9]+");
    }
}
