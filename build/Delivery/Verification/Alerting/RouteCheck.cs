using GitOpsDemo.Delivery.Verification.Alertmanager;

namespace GitOpsDemo.Delivery.Verification.Alerting;

/// <summary>The routes lead each of our alerts to the receiver that is meant for it.</summary>
internal static class RouteCheck
{
    /// <summary>The receiver in the values of the chart and of the lab, whichever service it is.</summary>
    private const string Receiver = Monitoring.AlertmanagerConfiguration.Receiver;

    public static CheckResult Of(AlertmanagerStatus status, IReadOnlyList<(string Alert, IReadOnlyDictionary<string, string> Labels)> alerts)
    {
        const string Id = "alerting/routes";
        const string Title = $"every alert is routed to {Receiver}";
        if (status.Config?.Original is not { } configuration)
        {
            return CheckResult.Fail(Id, Title, "/api/v2/status has no configuration", "it is not an Alertmanager's answer", "look at what answers there");
        }

        var routes = AlertRoutes.Of(configuration);
        var astray = alerts
            .Select(alert => (alert.Alert, Receivers: routes.ReceiversOf(alert.Labels)))
            .Where(alert => !alert.Receivers.Contains(Receiver))
            .Select(alert => $"{alert.Alert} goes to {string.Join(", ", alert.Receivers)}")
            .ToList();
        return astray.Count == 0
            ? CheckResult.Pass(Id, Title, $"{alerts.Count} alerts, by the loaded configuration")
            : CheckResult.Fail(
                Id, Title, string.Join("; ", astray), "another route catches them, or their labels are others than the route asks for",
                "compare alertmanager.config.route in the values of the chart, then ./build.sh --target=InstallMonitoring");
    }
}
