using System.Text.Json.Serialization;

namespace GitOpsDemo.Delivery.Verification.Logs;

/// <summary>The envelope of Loki's answers (<see href="https://grafana.com/docs/loki/latest/reference/loki-http-api/"/>).</summary>
internal sealed record LokiAnswer(string? Status, LokiData? Data) : IAnswer
{
    public bool IsWhole => Data?.Result?.All(stream => stream is not null && stream.Values?.Contains(null!) != true) != false;
}

internal sealed record LokiData(string? ResultType, IReadOnlyList<LokiStream>? Result);

/// <summary>A stream of lines.</summary>
/// <param name="Stream">Its labels.</param>
/// <param name="Values">Pairs of the time in nanoseconds and the line; structured metadata may follow.</param>
internal sealed record LokiStream(IReadOnlyDictionary<string, string>? Stream, IReadOnlyList<IReadOnlyList<System.Text.Json.JsonElement>>? Values);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 32)]
[JsonSerializable(typeof(LokiAnswer))]
internal sealed partial class LokiJson : JsonSerializerContext;

[JsonSerializable(typeof(string))]
internal sealed partial class TextJson : JsonSerializerContext;
