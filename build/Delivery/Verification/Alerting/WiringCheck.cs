using GitOpsDemo.Delivery.Verification.Prometheus;

namespace GitOpsDemo.Delivery.Verification.Alerting;

/// <summary>Prometheus sends its alerts to Alertmanager.</summary>
internal static class WiringCheck
{
    /// <param name="prometheus">The server that is asked.</param>
    /// <param name="expected">The Alertmanager that it must know; null when any will do, as where addresses inside a cluster are others than here.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public static async Task<CheckResult> OfAsync(PrometheusClient prometheus, Uri? expected, CancellationToken cancellationToken)
    {
        const string Id = "alerting/wiring";
        const string Title = "Prometheus sends its alerts to Alertmanager";
        var known = await prometheus.AlertmanagersAsync(cancellationToken);
        var evidence = known.Count == 0 ? "/api/v1/alertmanagers has none" : $"/api/v1/alertmanagers has {string.Join(", ", known.Select(url => url.Authority))}";
        return known.Any(url => expected is null || url.Authority == expected.Authority)
            ? CheckResult.Pass(Id, Title, evidence)
            : CheckResult.Fail(
                Id, Title, expected is null ? evidence : $"expected {expected.Authority}, {evidence}",
                "alerts fire and reach nobody",
                "./build.sh --target=InstallMonitoring; on a cluster compare the Prometheus object's spec.alerting");
    }
}
