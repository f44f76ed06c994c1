namespace GitOpsDemo.Delivery.Verification.Alertmanager;

/// <summary>Typed access to the <see href="https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml">Alertmanager API v2</see>. Everything it asks changes nothing.</summary>
/// <param name="http">Its base address is that of Alertmanager.</param>
public sealed class AlertmanagerClient(HttpClient http)
{
    private readonly JsonApi _api = new(http, "Alertmanager");

    /// <summary>Where Alertmanager is.</summary>
    public Uri Address => _api.Address;

    /// <summary>What it says of itself.</summary>
    internal Task<AlertmanagerStatus> StatusAsync(CancellationToken cancellationToken) =>
        _api.GetAsync("api/v2/status", AlertmanagerJson.Default.AlertmanagerStatus, cancellationToken);

    /// <summary>Every silence, also those that have ended lately.</summary>
    internal Task<IReadOnlyList<Silence>> SilencesAsync(CancellationToken cancellationToken) =>
        _api.GetAsync("api/v2/silences", AlertmanagerJson.Default.IReadOnlyListSilence, cancellationToken);

    /// <summary>The alerts whose receivers are told of them: neither silenced nor inhibited.</summary>
    /// <param name="matchers">What their labels meet, such as <c>namespace="gitops-demo-dev"</c>.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public Task<IReadOnlyList<ArrivedAlert>> AlertsAsync(IEnumerable<string> matchers, CancellationToken cancellationToken) => _api.GetAsync(
        $"api/v2/alerts?silenced=false&inhibited=false{string.Concat(matchers.Select(matcher => $"&filter={Uri.EscapeDataString(matcher)}"))}",
        AlertmanagerJson.Default.IReadOnlyListArrivedAlert,
        cancellationToken);
}
