using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Verification.Alertmanager;
using GitOpsDemo.Delivery.Verification.Prometheus;
using GitOpsDemo.Delivery.Waiting;

namespace GitOpsDemo.Delivery.Verification.Alerting;

/// <summary>Proves that an alert that fires would reach somebody: from Prometheus through Alertmanager to the receiver.</summary>
public sealed class AlertingVerification(Wait wait, TimeProvider time)
{

    /// <summary>Verifies the way of every alert.</summary>
    /// <param name="prometheus">Where alerts fire.</param>
    /// <param name="alertmanager">Where they arrive; null when nobody said: then nothing is verified, and the check says so.</param>
    /// <param name="expectedAlertmanager">Where Prometheus must send them; null when its addresses are others than those here.</param>
    /// <param name="rules">The alerts.</param>
    /// <param name="namespace">The namespace that they are about.</param>
    /// <param name="timeout">The upper bound; null for the time that a restart takes.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>Checks on the connection, Alertmanager, its routes and its silences.</returns>
    public async Task<IReadOnlyList<CheckResult>> VerifyAsync(
        PrometheusClient prometheus,
        AlertmanagerClient? alertmanager,
        Uri? expectedAlertmanager,
        PrometheusRule rules,
        string @namespace,
        TimeSpan? timeout,
        CancellationToken cancellationToken)
    {
        if (alertmanager is null)
        {
            return [CheckResult.Skip("alerting", "an alert that fires reaches somebody", "Alertmanager is not known: --alertmanager-url says where it is")];
        }

        var alerts = AlertLabels.Of(rules, @namespace);
        return await new Verifier(wait, time).UntilFinalAsync("the way of alerts", timeout, LookAsync, Verifier.Restart, cancellationToken);

        async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken token)
        {
            var wiring = await WiringCheck.OfAsync(prometheus, expectedAlertmanager, token);
            var status = await alertmanager.StatusAsync(token);
            var silences = await alertmanager.SilencesAsync(token);
            return
            [
                new(wiring, Verifier.Restart),
                new(ReadyCheck.Of(alertmanager, status), Verifier.Restart),
                new(RouteCheck.Of(status, alerts), TimeSpan.Zero),
                new(SilenceCheck.Of(alertmanager, silences, alerts), TimeSpan.Zero),
            ];
        }
    }
}
