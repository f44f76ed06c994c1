using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Manifests;

namespace GitOpsDemo.Delivery.Monitoring.Prometheus;

/// <summary>
/// Typed access to the <see href="https://prometheus.io/docs/prometheus/latest/querying/api/">Prometheus HTTP API</see>. Everything it asks
/// changes nothing.
/// </summary>
/// <param name="http">Its base address is that of Prometheus.</param>
public sealed class PrometheusClient(HttpClient http)
{
    private static readonly Regex GlobalInterval = new(
        @"^global:\r?\n(?:[ \t]+.*\n)*?[ \t]+evaluation_interval:[ \t]*(?<interval>\w+)", RegexOptions.Multiline);

    /// <summary>Rule groups asked for at once: an answer stays small however many there are.</summary>
    private const int GroupsPerPage = 100;

    /// <summary>Far more than any server has: pages that never end are not followed.</summary>
    private const int MaximumPages = 1_000;

    private readonly JsonApi _api = new(http, "Prometheus");

    public Uri Address => _api.Address;

    /// <summary>Every rule group, page after page where the server pages (2.48 and later); older ones answer with all.</summary>
    public async Task<IReadOnlyList<LoadedGroup>> RulesAsync(CancellationToken cancellationToken)
    {
        var groups = new List<LoadedGroup>();
        var tokens = new HashSet<string>();
        string? token = null;
        do
        {
            var from = token is null ? "" : $"&group_next_token={Uri.EscapeDataString(token)}";
            var page = await GetAsync(
                $"api/v1/rules?exclude_alerts=true&group_limit={GroupsPerPage}{from}",
                PrometheusJson.Default.EnvelopeRulesData,
                cancellationToken);
            groups.AddRange(page.Groups ?? []);
            token = page.GroupNextToken is { Length: > 0 } next ? next : null;
        }
        while (token is not null && tokens.Add(token) && tokens.Count < MaximumPages);
        return groups;
    }

    /// <summary>
    /// How often groups are evaluated that name no interval; null where the server does not show its configuration, as Mimir and Thanos do
    /// not.
    /// </summary>
    public async Task<TimeSpan?> EvaluationIntervalAsync(CancellationToken cancellationToken)
    {
        try
        {
            var configuration = await GetAsync("api/v1/status/config", PrometheusJson.Default.EnvelopeConfigurationData, cancellationToken);
            return GlobalInterval.Match(configuration.Yaml ?? "") is { Success: true } match
                && PrometheusDuration.TryParse(match.Groups["interval"].Value, out var interval) ? interval : null;
        }
        catch (DeliveryException exception) when (exception.InnerException is not HttpRequestException and not OperationCanceledException)
        {
            return null;
        }
    }

    public async Task<IReadOnlyList<ActiveTarget>> TargetsAsync(CancellationToken cancellationToken) =>
        (await GetAsync("api/v1/targets?state=active", PrometheusJson.Default.EnvelopeTargetsData, cancellationToken)).ActiveTargets ?? [];

    /// <summary>
    /// Targets that were discovered and dropped while relabeling: at most a few thousand, which Prometheus keeps for looking at.
    /// </summary>
    public async Task<IReadOnlyList<DroppedTarget>> DroppedTargetsAsync(string scrapePool, CancellationToken cancellationToken)
    {
        var data = await GetAsync(
            $"api/v1/targets?state=dropped&scrapePool={Uri.EscapeDataString(scrapePool)}",
            PrometheusJson.Default.EnvelopeTargetsData,
            cancellationToken);
        return [.. (data.DroppedTargets ?? []).Where(target => target.Pool is null || target.Pool == scrapePool)];
    }

    /// <summary>The names of the scrape configurations that were loaded, with or without targets (2.42 and later).</summary>
    public async Task<IReadOnlyList<string>> ScrapePoolsAsync(CancellationToken cancellationToken) =>
        (await GetAsync("api/v1/scrape_pools", PrometheusJson.Default.EnvelopeScrapePoolsData, cancellationToken)).ScrapePools ?? [];

    /// <summary>
    /// The Alertmanagers that Prometheus sends to; null where the server does not say, as Thanos and VictoriaMetrics do not.
    /// </summary>
    public async Task<IReadOnlyList<Uri>?> AlertmanagersAsync(CancellationToken cancellationToken) =>
        (await IfKnownAsync(GetAsync("api/v1/alertmanagers", PrometheusJson.Default.EnvelopeAlertmanagersData, cancellationToken)))
            is { } known ? [.. (known.ActiveAlertmanagers ?? []).Select(alertmanager => alertmanager.Url)] : null;

    /// <summary>The alerts that are pending or firing.</summary>
    public async Task<IReadOnlyList<ActiveAlert>> AlertsAsync(CancellationToken cancellationToken) =>
        (await GetAsync("api/v1/alerts", PrometheusJson.Default.EnvelopeAlertsData, cancellationToken)).Alerts ?? [];

    /// <summary>
    /// An expression as Prometheus prints it: two expressions mean the same when they print alike. Null where the server does not print
    /// them, as Thanos and VictoriaMetrics do not.
    /// </summary>
    /// <exception cref="DeliveryException">It does not parse.</exception>
    public Task<string?> FormatQueryAsync(string expression, CancellationToken cancellationToken) => IfKnownAsync(
        GetAsync(
            $"api/v1/format_query?query={Uri.EscapeDataString(expression)}",
            PrometheusJson.Default.EnvelopeString,
            cancellationToken));

    /// <summary>The value of the first series that an instant query returns; null when it returns none.</summary>
    public async Task<double?> ValueAsync(string expression, CancellationToken cancellationToken) =>
        (await QueryAsync(expression, cancellationToken)) is [{ Value: { } sample }, ..] ? sample.Value : null;

    /// <summary>The series that an instant query returns, each with its value at this moment.</summary>
    /// <exception cref="DeliveryException">It does not parse, or can't be evaluated.</exception>
    public async Task<IReadOnlyList<Series>> QueryAsync(string expression, CancellationToken cancellationToken)
    {
        var answer = await GetAsync(
            $"api/v1/query?query={Uri.EscapeDataString(expression)}", PrometheusJson.Default.EnvelopeQueryData, cancellationToken);
        return answer.Result ?? [];
    }

    /// <summary>Evaluates the expression of a rule at this moment, whatever it comes to.</summary>
    /// <exception cref="DeliveryException">It can't be evaluated.</exception>
    public Task EvaluateAsync(string expression, CancellationToken cancellationToken) => GetAsync(
        $"api/v1/query?query={Uri.EscapeDataString(expression)}", PrometheusJson.Default.EnvelopeEvaluatedData, cancellationToken);

    /// <summary>The series that a query returns over a range of time.</summary>
    /// <param name="expression">The query.</param>
    /// <param name="from">The first moment.</param>
    /// <param name="to">The last moment.</param>
    /// <param name="step">The time between two samples.</param>
    /// <exception cref="DeliveryException">It does not parse, or can't be evaluated.</exception>
    public async Task<IReadOnlyList<Series>> QueryRangeAsync(
        string expression, DateTimeOffset from, DateTimeOffset to, TimeSpan step, CancellationToken cancellationToken)
    {
        var range = string.Create(
            CultureInfo.InvariantCulture,
            $"start={from.ToUnixTimeMilliseconds() / 1000.0}&end={to.ToUnixTimeMilliseconds() / 1000.0}&step={step.TotalSeconds}");
        var data = await GetAsync(
            $"api/v1/query_range?query={Uri.EscapeDataString(expression)}&{range}",
            PrometheusJson.Default.EnvelopeQueryData,
            cancellationToken);
        return data.Result ?? [];
    }

    /// <summary>The answer; null where the server does not have the API.</summary>
    private static async Task<T?> IfKnownAsync<T>(Task<T> asked)
        where T : class
    {
        try
        {
            return await asked;
        }
        catch (DeliveryException exception) when (exception.InnerException is MissingApiException)
        {
            return null;
        }
    }

    /// <summary>Errors come in the envelope too, with a status of their own.</summary>
    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<Envelope<T>> type, CancellationToken cancellationToken)
        where T : class
    {
        var envelope = await _api.GetAsync(path, type, cancellationToken, accepts: _ => true);
        if (envelope is { Status: "success", Data: { } data })
        {
            return data;
        }

        var why = envelope.Status is "success"
            ? "its answer has no data"
            : $"it answered {Untrusted.Shown($"{envelope.ErrorType} {envelope.Error}")}";
        throw _api.Failure(path.Split('?')[0], why, RefusedQueryException.Is(envelope.ErrorType) ? new RefusedQueryException(why) : null);
    }
}

/// <summary>An alert whose expression holds.</summary>
/// <param name="Labels">Its labels, <c>alertname</c> included.</param>
/// <param name="State"><c>pending</c> or <c>firing</c>.</param>
public sealed record ActiveAlert(IReadOnlyDictionary<string, string> Labels, string State);

/// <summary>
/// Prometheus can't evaluate a query: the query is wrong, or matches what can't be brought together. Asking again does not help.
/// </summary>
/// <param name="message">What it answered.</param>
internal sealed class RefusedQueryException(string message) : Exception(message)
{
    /// <summary>
    /// Whether an <see href="https://prometheus.io/docs/prometheus/latest/querying/api/#format-overview">error type</see> says so.
    /// </summary>
    public static bool Is(string? errorType) => errorType is "bad_data" or "execution";
}
