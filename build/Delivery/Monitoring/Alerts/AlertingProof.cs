using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Proof;

namespace GitOpsDemo.Delivery.Monitoring.Alerts;

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
    public static Claim Of(
        PrometheusClient prometheus, AlertmanagerClient? alertmanager, Uri? expectedAlertmanager, PrometheusRule rules, string @namespace)
    {
        if (alertmanager is null)
        {
            return Claim.Known(CheckResult.Skip(
                "alerting",
                "an alert that fires reaches somebody",
                "Alertmanager is not known: --alertmanager-url says where it is"));
        }

        var alerts = AlertLabels.Of(rules, @namespace);
        return new("the route of alerts", LookAsync);

        async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken token)
        {
            var wiring = await WiringCheck.OfAsync(prometheus, expectedAlertmanager, token);
            var status = await alertmanager.StatusAsync(token);
            var silences = await alertmanager.SilencesAsync(token);
            return
            [
                new(wiring, Claim.Restart, Configuration),
                new(ReadyCheck.Of(alertmanager, status), Claim.Restart, Configuration),
                new(RouteCheck.Of(status, alerts), TimeSpan.Zero, Configuration),
                new(SilenceCheck.Of(alertmanager, silences, alerts), TimeSpan.Zero),
            ];
        }
    }
}

/// <summary>The labels of our alerts that are known before one fires.</summary>
internal static class AlertLabels
{
    /// <summary>Each alert with its labels in an environment's namespace.</summary>
    public static IReadOnlyList<(string Alert, IReadOnlyDictionary<string, string> Labels)> Of(PrometheusRule rules, string @namespace) =>
    [
        .. rules.Groups.SelectMany(group => group.Rules)
            .Where(rule => rule.Alert is not null)
            .Select(rule => (rule.Name, LabelsOf(rule, @namespace))),
    ];

    private static IReadOnlyDictionary<string, string> LabelsOf(Rule rule, string @namespace) =>
        new Dictionary<string, string>(rule.Labels) { ["alertname"] = rule.Name, ["namespace"] = @namespace };
}

/// <summary>Prometheus sends its alerts to Alertmanager.</summary>
internal static class WiringCheck
{
    /// <param name="prometheus">The server that is asked.</param>
    /// <param name="expected">
    /// The Alertmanager that it must know; null when any will do, as where addresses inside a cluster are others than here.
    /// </param>
    public static async Task<CheckResult> OfAsync(PrometheusClient prometheus, Uri? expected, CancellationToken cancellationToken)
    {
        const string Id = "alerting/wiring";
        const string Title = "Prometheus sends its alerts to Alertmanager";
        var known = await prometheus.AlertmanagersAsync(cancellationToken);
        if (known is null)
        {
            return CheckResult.Skip(
                Id,
                Title,
                "the server does not say to which Alertmanagers it sends (no /api/v1/alertmanagers); "
                    + "FireDrill shows whether alerts arrive");
        }

        var evidence = known.Count == 0
            ? "/api/v1/alertmanagers has none"
            : $"/api/v1/alertmanagers has {string.Join(", ", known.Select(url => url.Authority))}";
        return known.Any(url => expected is null || url.Authority == expected.Authority)
            ? CheckResult.Pass(Id, Title, evidence)
            : CheckResult.Fail(
                Id, Title, expected is null ? evidence : $"expected {expected.Authority}, {evidence}",
                "alerts fire and reach nobody",
                "./build.sh --target=InstallMonitoring; on a cluster compare the Prometheus object's spec.alerting");
    }
}

/// <summary>Alertmanager takes alerts.</summary>
internal static class ReadyCheck
{
    public static CheckResult Of(AlertmanagerClient alertmanager, AlertmanagerStatus status)
    {
        const string Id = "alerting/alertmanager";
        const string Title = "Alertmanager is ready";
        var evidence = $"{alertmanager.Address}api/v2/status has cluster status {status.Cluster?.Status ?? "none"}";
        return status.Cluster?.Status is "ready" or "disabled"
            ? CheckResult.Pass(Id, Title, evidence)
            : CheckResult.Fail(Id, Title, evidence, "it has not settled with its peers", "wait, and look at Alertmanager's log");
    }
}

/// <summary>The routes lead each of our alerts to the receiver that is meant for it.</summary>
internal static class RouteCheck
{
    /// <summary>The receiver in the values of the chart and of the lab, whichever service it is.</summary>
    private const string Receiver = Monitoring.AlertmanagerConfiguration.Receiver;

    public static CheckResult Of(
        AlertmanagerStatus status, IReadOnlyList<(string Alert, IReadOnlyDictionary<string, string> Labels)> alerts)
    {
        const string Id = "alerting/routes";
        const string Title = $"every alert is routed to {Receiver}";
        if (status.Config?.Original is not { } configuration)
        {
            return CheckResult.Fail(
                Id, Title, "/api/v2/status has no configuration", "it is not an Alertmanager's answer", "check what answers there");
        }

        var routes = AlertRoutes.Of(configuration);
        var astray = alerts
            .Select(alert => (alert.Alert, Receivers: routes.ReceiversOf(alert.Labels)))
            .Where(alert => !alert.Receivers.Contains(Receiver))
            .Select(alert => $"{alert.Alert} goes to {string.Join(", ", alert.Receivers)}")
            .ToList();
        return astray.Count == 0
            ? CheckResult.Pass(Id, Title, $"{Plural.Of(alerts.Count, "alert")}, by the loaded configuration")
            : CheckResult.Fail(
                Id, Title, string.Join("; ", astray), "another route catches them, or their labels do not match the route",
                "compare alertmanager.config.route in the values of the chart, then ./build.sh --target=InstallMonitoring");
    }
}

/// <summary>No silence covers one of our alerts.</summary>
internal static class SilenceCheck
{
    public static CheckResult Of(
        AlertmanagerClient alertmanager,
        IReadOnlyList<Silence> silences,
        IReadOnlyList<(string Alert, IReadOnlyDictionary<string, string> Labels)> alerts)
    {
        const string Id = "alerting/silences";
        const string Title = "no silence covers our alerts";
        var active = silences.Where(silence => silence.Status?.State == "active").ToList();
        var covering = active.FirstOrDefault(silence => alerts.Any(alert => Covers(silence, alert.Labels)));
        if (covering is null)
        {
            return CheckResult.Pass(Id, Title, Plural.Of(active.Count, "active silence"));
        }

        var covered = alerts.Where(alert => Covers(covering, alert.Labels)).Select(alert => alert.Alert);
        return CheckResult.Fail(
            Id, Title, $"silence {covering.Id} of {covering.CreatedBy} covers {string.Join(", ", covered)} until {covering.EndsAt:u}",
            $"somebody silenced them: {covering.Comment}",
            $"expire it at {new Uri(alertmanager.Address, "#/silences")}, or wait for its end");
    }

    private static bool Covers(Silence silence, IReadOnlyDictionary<string, string> labels) => (silence.Matchers ?? []).All(matcher =>
        new AlertMatcher(matcher.Name, matcher.Value, matcher.IsRegex, matcher.IsEqual ?? true).Matches(labels));
}
