using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace GitOpsDemo.Delivery.Verification.Prometheus;

/// <summary>Typed access to the <see href="https://prometheus.io/docs/prometheus/latest/querying/api/">Prometheus HTTP API</see>. Everything it asks changes nothing.</summary>
/// <param name="http">Its base address is that of Prometheus.</param>
public sealed class PrometheusClient(HttpClient http)
{
    /// <summary>Rule groups asked for at once: an answer stays small however many there are.</summary>
    private const int GroupsPerPage = 100;

    /// <summary>The largest answer that is read, in bytes.</summary>
    private const int MaximumAnswer = 64 * 1024 * 1024;

    /// <summary>How long one answer may take.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Where Prometheus is.</summary>
    public Uri Address => http.BaseAddress!;

    /// <summary>Every rule group, page after page where the server pages (2.48 and later); older ones answer with all.</summary>
    public async Task<IReadOnlyList<LoadedGroup>> RulesAsync(CancellationToken cancellationToken)
    {
        var groups = new List<LoadedGroup>();
        string? token = null;
        do
        {
            var page = await GetAsync(
                $"api/v1/rules?exclude_alerts=true&group_limit={GroupsPerPage}{(token is null ? "" : $"&group_next_token={token}")}",
                PrometheusJson.Default.EnvelopeRulesData,
                cancellationToken);
            groups.AddRange(page.Groups ?? []);
            token = page.GroupNextToken is { Length: > 0 } next && next != token ? next : null;
        }
        while (token is not null);
        return groups;
    }

    /// <summary>The targets that are scraped.</summary>
    public async Task<Targets> TargetsAsync(CancellationToken cancellationToken)
    {
        var data = await GetAsync("api/v1/targets?state=active", PrometheusJson.Default.EnvelopeTargetsData, cancellationToken);
        return new(data.ActiveTargets ?? [], data.DroppedTargetCounts ?? new Dictionary<string, int>());
    }

    /// <summary>The names of the scrape configurations that were loaded, with or without targets (2.42 and later).</summary>
    public async Task<IReadOnlyList<string>> ScrapePoolsAsync(CancellationToken cancellationToken) =>
        (await GetAsync("api/v1/scrape_pools", PrometheusJson.Default.EnvelopeScrapePoolsData, cancellationToken)).ScrapePools ?? [];

    /// <summary>The Alertmanagers that Prometheus sends to.</summary>
    public async Task<IReadOnlyList<Uri>> AlertmanagersAsync(CancellationToken cancellationToken) =>
        [.. ((await GetAsync("api/v1/alertmanagers", PrometheusJson.Default.EnvelopeAlertmanagersData, cancellationToken)).ActiveAlertmanagers ?? [])
            .Select(alertmanager => alertmanager.Url)];

    /// <summary>An expression as Prometheus prints it: two expressions mean the same when they print alike.</summary>
    /// <exception cref="DeliveryException">It does not parse.</exception>
    public Task<string> FormatQueryAsync(string expression, CancellationToken cancellationToken) =>
        GetAsync($"api/v1/format_query?query={Uri.EscapeDataString(expression)}", PrometheusJson.Default.EnvelopeString, cancellationToken);

    /// <summary>The value of the first series that an instant query returns; null when it returns none.</summary>
    public async Task<double?> ValueAsync(string expression, CancellationToken cancellationToken)
    {
        var data = await GetAsync($"api/v1/query?query={Uri.EscapeDataString(expression)}", PrometheusJson.Default.EnvelopeQueryData, cancellationToken);
        return data is { ResultType: "vector", Result: { ValueKind: JsonValueKind.Array } series } && series.GetArrayLength() > 0
            ? double.Parse(series[0].GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture)
            : null;
    }

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<Envelope<T>> type, CancellationToken cancellationToken)
        where T : class
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(AnswerTimeout);
        var asked = path.Split('?')[0];
        try
        {
            using var response = await http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            await using var body = new BoundedStream(await response.Content.ReadAsStreamAsync(timeout.Token), MaximumAnswer);
            var envelope = await ReadAsync(body, type, response.StatusCode, asked, timeout.Token);
            return envelope is { Status: "success", Data: { } data }
                ? data
                : throw Failure(asked, $"it answered {(int)response.StatusCode} {envelope?.ErrorType} {envelope?.Error}");
        }
        catch (HttpRequestException exception)
        {
            throw Failure(asked, exception.InnerException?.Message ?? exception.Message, exception);
        }
        catch (IOException exception)
        {
            throw Failure(asked, exception.Message, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failure(asked, $"no whole answer within {AnswerTimeout.TotalSeconds:0} s", exception);
        }
    }

    private async Task<Envelope<T>?> ReadAsync<T>(
        Stream body, JsonTypeInfo<Envelope<T>> type, HttpStatusCode status, string asked, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(body, type, cancellationToken);
        }
        catch (JsonException exception)
        {
            throw Failure(asked, $"it answered {(int)status} with something that is not the API's JSON ({exception.Message})", exception);
        }
    }

    private DeliveryException Failure(string asked, string why, Exception? cause = null) => new(
        $"Prometheus at {Address} did not answer {asked}",
        why,
        $"curl -s {new Uri(Address, asked)} shows what answers there; start Prometheus or mend the address",
        cause);
}
