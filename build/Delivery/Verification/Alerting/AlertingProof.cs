using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Verification.Alertmanager;
using GitOpsDemo.Delivery.Verification.Prometheus;

namespace GitOpsDemo.Delivery.Verification.Alerting;

/// <summary>Proves that an alert that fires would reach somebody: from Prometheus through Alertmanager to the receiver.</summary>
public static class AlertingProof
{
    private static readonly Awaited Configuration = new(Part.Alerting);

    /// <summary>The proof of the way of every alert: checks on the connection, Alertmanager, its routes and its silences.</summary>
    /// <param name="prometheus">Where alerts fire.</param>
    /// <param name="alertmanager">Where they arrive; null when nobody said: then nothing is verified, and the check says so.</param>
    /// <param name="expectedAlertmanager">Where Prometheus must send them; null when its addresses are others than those here.</param>
    /// <param name="rules">The alerts.</param>
    /// <param name="namespace">The namespace that they are about.</param>
    public static Proof Of(
        PrometheusClient prometheus, AlertmanagerClient? alertmanager, Uri? expectedAlertmanager, PrometheusRule rules, string @namespace)
    {
        if (alertmanager is null)
        {
            return Proof.Known(CheckResult.Skip("alerting", "an alert that fires reaches somebody", "Alertmanager is not known: --alertmanager-url says where it is"));
        }

        var alerts = AlertLabels.Of(rules, @namespace);
        return new("the way of alerts", LookAsync);

        async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken token)
        {
            var wiring = await WiringCheck.OfAsync(prometheus, expectedAlertmanager, token);
            var status = await alertmanager.StatusAsync(token);
            var silences = await alertmanager.SilencesAsync(token);
            return
            [
                new(wiring, Proof.Restart, Configuration),
                new(ReadyCheck.Of(alertmanager, status), Proof.Restart, Configuration),
                new(RouteCheck.Of(status, alerts), TimeSpan.Zero, Configuration),
                new(SilenceCheck.Of(alertmanager, silences, alerts), TimeSpan.Zero),
            ];
        }
    }
}
