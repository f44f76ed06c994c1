using System.Globalization;
using System.Text.Json;

namespace GitOpsDemo.Delivery.Verification.Logs;

/// <summary>The lines that the collector has brought to Loki (<see href="https://grafana.com/docs/loki/latest/reference/loki-http-api/"/>).</summary>
/// <param name="http">Its base address is that of Loki.</param>
/// <param name="service">Whose lines are looked for.</param>
public sealed class LokiLogs(HttpClient http, DeliveredService service) : ILogStore
{
    private readonly JsonApi _api = new(http, "Loki");

    /// <inheritdoc/>
    public string Name => $"Loki at {_api.Address}";

    /// <inheritdoc/>
    public async Task<FoundLine?> FindAsync(LiveEnvironment live, string text, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var query = $"{{namespace=\"{live.Namespace}\", app=\"{service.Name}\"}} |= {JsonSerializer.Serialize(text, TextJson.Default.String)}";
        var start = since.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture) + "000000";
        var answer = await _api.GetAsync(
            $"loki/api/v1/query_range?limit=1&start={start}&query={Uri.EscapeDataString(query)}", LokiJson.Default.LokiAnswer, cancellationToken);
        return answer is { Status: "success", Data: { ResultType: "streams", Result: var streams } }
            ? (streams ?? [])
                .SelectMany(stream => (stream.Values ?? []).Select(value => (stream.Stream, Line: value is [_, { ValueKind: JsonValueKind.String } line, ..] ? line.GetString() : null)))
                .Where(found => found.Line is not null)
                .Select(found => new FoundLine($"{{{string.Join(", ", (found.Stream ?? new Dictionary<string, string>()).Select(label => $"{label.Key}=\"{label.Value}\""))}}}", found.Line!))
                .FirstOrDefault()
            : throw _api.Failure("loki/api/v1/query_range", $"it answered {answer.Status ?? "without a status"}, {answer.Data?.ResultType ?? "no data"}");
    }
}
