using GitOpsDemo.Delivery.Proof;

namespace GitOpsDemo.Delivery.Tests.Proof.Mutants;

/// <summary>Alerts fire and reach nobody.</summary>
internal static class AlertingMutants
{
    public static IEnumerable<Mutant> All() =>
    [
        new(
            "Prometheus knows no Alertmanager",
            "alerting/wiring",
            "/api/v1/alertmanagers has none",
            lab => lab.ConfigureAsync(alertmanagers: []),
            Prove),
        new(
            "Prometheus knows another Alertmanager",
            "alerting/wiring",
            "localhost:9",
            lab => lab.ConfigureAsync(alertmanagers: ["localhost:9"]),
            Prove),
        new("Alertmanager is down", "alerting", "refused", lab => lab.StopAlertmanagerAsync(), ProveOrFailAsync),
        Routed("our alerts have no route", "goes to null", text => text.Replace("gitops-demo-.*", "demo-.*", StringComparison.Ordinal)),
        Routed(
            "the route leads to nobody",
            "goes to null",
            text => text.Replace("routes:\n  - receiver: gitops-demo", "routes:\n  - receiver: \"null\"", StringComparison.Ordinal)),
        Routed("another route catches a severity first", "HighErrorRate goes to null", text => text.Replace(
            "  routes:\n", "  routes:\n  - receiver: \"null\"\n    matchers:\n    - severity = warning\n", StringComparison.Ordinal)),
        Routed("a route below it leads away", "goes to null", text => text.Replace(
            "  - receiver: gitops-demo\n", "  - receiver: gitops-demo\n    routes:\n    - receiver: \"null\"\n", StringComparison.Ordinal)),
        Silenced("an environment is silenced", "namespace", HealthyLab.Space, "PodNotReady"),
        Silenced("an alert is silenced", "alertname", "ServiceDown", "ServiceDown"),
        Silenced("a severity is silenced", "severity", "critical", "ErrorBudgetBurnFast"),
    ];

    private static Task<IReadOnlyList<CheckResult>> Prove(HealthyLab lab) => lab.ProveAlertingAsync();

    /// <summary>Without an answer there is no check; the task fails with what was asked.</summary>
    private static async Task<IReadOnlyList<CheckResult>> ProveOrFailAsync(HealthyLab lab)
    {
        try
        {
            return await lab.ProveAlertingAsync();
        }
        catch (DeliveryException exception)
        {
            return [CheckResult.Fail("alerting", exception.What, exception.Why, "", exception.Next)];
        }
    }

    private static Mutant Routed(string name, string named, Func<string, string> change) => new(
        name,
        "alerting/routes",
        named,
        lab =>
            lab.RouteAsync(text =>
                change(text) is var changed && changed != text
                    ? changed
                    : throw new InvalidOperationException($"{name} changes nothing in\n{text}")),
        Prove);

    private static Mutant Silenced(string name, string label, string value, string named) =>
        new(name, "alerting/silences", named, lab => lab.SilenceAsync(label, value), Prove);
}
