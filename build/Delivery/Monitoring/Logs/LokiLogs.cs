using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GitOpsDemo.Delivery.Monitoring.Logs;

/// <summary>
/// The lines that the collector has brought to Loki (<see href="https://grafana.com/docs/loki/latest/reference/loki-http-api/"/>).
/// </summary>
/// <param name="http">Its base address is that of Loki.</param>
/// <param name="service">Whose lines are looked for.</param>
public sealed class LokiLogs(HttpClient http, DeliveredService service) : ILogStore
{
    private readonly JsonApi _api = new(http, "Loki");

    public string Name => $"Loki at {_api.Address}";

    public async Task<FoundLine?> FindAsync(LiveEnvironment live, string text, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var query =
            $"{{namespace=\"{live.Namespace}\", app=\"{service.Name}\"}} |= {JsonSerializer.Serialize(text, TextJson.Default.String)}";
        var streams = await QueryAsync(query, $"start={Nanoseconds(since)}", cancellationToken);
        return streams
            .SelectMany(stream => (stream.Values ?? []).Select(TextOf).OfType<string>().Select(text => new FoundLine(stream.Name, text)))
            .FirstOrDefault();
    }

    private static string? TextOf(IReadOnlyList<JsonElement> value) =>
        value is [_, { ValueKind: JsonValueKind.String } text, ..] ? text.GetString() : null;

    public async Task<bool?> HasResultAsync(string query, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        (await QueryAsync(query, $"start={Nanoseconds(from)}&end={Nanoseconds(to)}", cancellationToken)).Any(
            stream => stream.Values is { Count: > 0 });

    /// <summary>The streams of the newest line of a query, or the series of one that counts.</summary>
    private async Task<IReadOnlyList<LokiStream>> QueryAsync(string query, string range, CancellationToken cancellationToken)
    {
        const string Path = "loki/api/v1/query_range";
        var answer = await _api.GetAsync(
            $"{Path}?limit=1&{range}&query={Uri.EscapeDataString(query)}", LokiJson.Default.LokiAnswer, cancellationToken);
        return answer is { Status: "success", Data: { ResultType: "streams" or "matrix", Result: var streams } }
            ? streams ?? []
            : throw _api.Failure(Path, $"it answered {answer.Status ?? "without a status"}, {answer.Data?.ResultType ?? "no data"}");
    }

    private static string Nanoseconds(DateTimeOffset time) =>
        time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) + "000000";
}

/// <summary>The envelope of Loki's answers (<see href="https://grafana.com/docs/loki/latest/reference/loki-http-api/"/>).</summary>
internal sealed record LokiAnswer(string? Status, LokiData? Data) : IAnswer
{
    public bool IsWhole => Data?.Result?.All(stream => stream is not null && stream.Values?.Contains(null!) != true) != false;
}

internal sealed record LokiData(string? ResultType, IReadOnlyList<LokiStream>? Result);

/// <summary>A stream of lines.</summary>
/// <param name="Stream">Its labels.</param>
/// <param name="Values">Pairs of the time in nanoseconds and the line; structured metadata may follow.</param>
internal sealed record LokiStream(
    IReadOnlyDictionary<string, string>? Stream, IReadOnlyList<IReadOnlyList<JsonElement>>? Values)
{
    /// <summary>It by its labels, as in LogQL.</summary>
    public string Name
    {
        get
        {
            var labels = (Stream ?? new Dictionary<string, string>()).Select(label => $"{label.Key}=\"{label.Value}\"");
            return $"{{{string.Join(", ", labels)}}}";
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 32,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(LokiAnswer))]
[JsonSerializable(typeof(LokiTail))]
internal sealed partial class LokiJson : JsonSerializerContext;

[JsonSerializable(typeof(string))]
internal sealed partial class TextJson : JsonSerializerContext;
