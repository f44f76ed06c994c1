using System.Text.Json.Serialization;

namespace GitOpsDemo.Delivery.Monitoring.Alerts;

/// <summary>
/// Typed access to the <see href="https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml">Alertmanager API v2</see>.
/// It only reads.
/// </summary>
/// <param name="http">Its base address is that of Alertmanager.</param>
public sealed class AlertmanagerClient(HttpClient http)
{
    private readonly JsonApi _api = new(http, "Alertmanager");

    public Uri Address => _api.Address;

    internal Task<AlertmanagerStatus> StatusAsync(CancellationToken cancellationToken) =>
        _api.GetAsync("api/v2/status", AlertmanagerJson.Default.AlertmanagerStatus, cancellationToken);

    /// <summary>Every silence, also those that have ended recently.</summary>
    internal Task<IReadOnlyList<Silence>> SilencesAsync(CancellationToken cancellationToken) =>
        _api.GetAsync("api/v2/silences", AlertmanagerJson.Default.IReadOnlyListSilence, cancellationToken);

    /// <summary>The alerts whose receivers are notified: neither silenced nor inhibited.</summary>
    /// <param name="matchers">What their labels have to match, such as <c>namespace="gitops-demo-dev"</c>.</param>
    public Task<IReadOnlyList<ArrivedAlert>> AlertsAsync(IEnumerable<string> matchers, CancellationToken cancellationToken)
    {
        var filters = string.Concat(matchers.Select(matcher => $"&filter={Uri.EscapeDataString(matcher)}"));
        return _api.GetAsync(
            $"api/v2/alerts?silenced=false&inhibited=false{filters}",
            AlertmanagerJson.Default.IReadOnlyListArrivedAlert,
            cancellationToken);
    }
}

/// <summary>The status that an Alertmanager reports.</summary>
/// <param name="Cluster">Whether it takes alerts.</param>
/// <param name="Config">The configuration that it has loaded.</param>
internal sealed record AlertmanagerStatus(AlertmanagerCluster? Cluster, AlertmanagerConfig? Config);

/// <summary>The state of an Alertmanager among its peers.</summary>
/// <param name="Status"><c>ready</c>, <c>settling</c>, or <c>disabled</c> when it has no peers and needs none.</param>
internal sealed record AlertmanagerCluster(string? Status);

/// <summary>A configuration.</summary>
/// <param name="Original">The YAML, with secrets left out.</param>
internal sealed record AlertmanagerConfig(string? Original);

/// <summary>A silence.</summary>
/// <param name="Status">Whether it is in force.</param>
/// <param name="Matchers">Which alerts it covers.</param>
/// <param name="EndsAt">When it ends.</param>
/// <param name="Comment">Why.</param>
internal sealed record Silence(
    string Id,
    SilenceStatus? Status,
    IReadOnlyList<SilenceMatcher>? Matchers,
    DateTimeOffset EndsAt,
    string? CreatedBy,
    string? Comment) : IAnswer
{
    public bool IsWhole => Id is not null && Matchers?.All(matcher => matcher is { Name: not null, Value: not null }) != false;
}

/// <summary>The state of a silence.</summary>
/// <param name="State"><c>active</c>, <c>pending</c> or <c>expired</c>.</param>
internal sealed record SilenceStatus(string? State);

/// <summary>A condition of a silence.</summary>
/// <param name="Name">The label.</param>
/// <param name="Value">The value, or the regular expression.</param>
/// <param name="IsRegex">Whether it is a regular expression.</param>
/// <param name="IsEqual">Whether it has to match, and not must not; servers before 0.22 do not say.</param>
internal sealed record SilenceMatcher(string Name, string Value, bool IsRegex, bool? IsEqual);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 32,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(AlertmanagerStatus))]
[JsonSerializable(typeof(IReadOnlyList<Silence>))]
[JsonSerializable(typeof(IReadOnlyList<ArrivedAlert>))]
internal sealed partial class AlertmanagerJson : JsonSerializerContext;

public sealed record ArrivedAlert(IReadOnlyDictionary<string, string> Labels) : IAnswer
{
    bool IAnswer.IsWhole => Labels?.Values.Contains(null) == false;
}
