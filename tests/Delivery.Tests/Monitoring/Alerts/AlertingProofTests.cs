using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Alerts;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Monitoring.Alerts;

public sealed class AlertingProofTests
{
    private static readonly PrometheusRule Rules = ManifestSet.Parse(
        """
        apiVersion: monitoring.coreos.com/v1
        kind: PrometheusRule
        metadata: {name: r, namespace: monitoring}
        spec: {groups: []}
        """,
        "test").Only<PrometheusRule>();

    [Fact]
    public async Task Where_Alertmanager_is_not_known_nothing_is_proven_and_the_check_says_what_names_it()
    {
        // Given the address of Prometheus alone, as in a smoke check from outside of the cluster
        using var http = new HttpClient { BaseAddress = new Uri("http://prometheus.invalid/") };

        // When
        var results = await Proving.MakeAsync(
            AlertingProof.Of(new PrometheusClient(http), alertmanager: null, expectedAlertmanager: null, Rules, "gitops-demo-dev"),
            TimeProvider.System);

        // Then
        var check = Assert.Single(results);
        Assert.Equal((Verdict.Skipped, "alerting"), (check.Verdict, check.Id));
        Assert.Contains("--alertmanager-url", check.Evidence, StringComparison.Ordinal);
    }
}
