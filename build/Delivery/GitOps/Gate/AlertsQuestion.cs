using GitOpsDemo.Delivery.Monitoring.Prometheus;

namespace GitOpsDemo.Delivery.GitOps.Gate;

/// <summary>Whether an alert fires where the image runs: a proof is of one moment, an alert of this one.</summary>
/// <param name="connect">Finds the Prometheus of the environment that the image is taken from.</param>
/// <param name="space">The environment's namespace.</param>
/// <param name="rules">The names of the service's own alerts, with those of their groups.</param>
public sealed class AlertsQuestion(
    Func<Task<PrometheusClient>> connect, string space, IReadOnlyDictionary<string, IReadOnlyList<string>> rules)
    : IGateQuestion
{
    /// <summary>The severity of alerts that only serve others, as InfoInhibitor of kube-prometheus.</summary>
    private const string Technical = "none";

    public string Name => "alerts";

    public async Task<GateAnswer?> AskAsync(PromotionRequest request, ImageEntry image, CancellationToken cancellationToken)
    {
        try
        {
            var prometheus = await connect();
            var groups = await prometheus.RulesAsync(cancellationToken);
            var loaded = groups.Where(group => rules.ContainsKey(group.Name)).Sum(group => group.Rules.Count);
            if (loaded == 0)
            {
                return GateAnswer.Unproven(
                    $"Prometheus of {request.From} has none of the service's rules, so that no alert fires proves nothing",
                    $"run --target=VerifyAlerts --environment={request.From}");
            }

            var alerts = await prometheus.AlertsAsync(cancellationToken);
            List<string> firing = [.. alerts.Where(IsOpen).Select(Describe).Distinct().Order(StringComparer.Ordinal)];
            return firing.Count == 0
                ? new($"none fires in {request.From}, of {loaded} rules")
                : GateAnswer.Unproven(
                    $"{string.Join(", ", firing)} {(firing.Count == 1 ? "fires" : "fire")} in {request.From}",
                    $"look at --target=Status --environment={request.From}, and promote when it is resolved");
        }
        catch (DeliveryException exception)
        {
            return GateAnswer.Unproven($"Prometheus of {request.From} can't be asked: {exception.Why.TrimEnd('.')}", exception.Next);
        }
    }

    private bool IsOpen(ActiveAlert alert) =>
        alert.State == "firing"
        && alert.Labels.GetValueOrDefault("severity") != Technical
        && (alert.Labels.TryGetValue("namespace", out var its) ? its == space : rules.Values.Any(names => names.Contains(NameOf(alert))));

    private static string Describe(ActiveAlert alert) => Untrusted.Shown(NameOf(alert));

    private static string NameOf(ActiveAlert alert) => alert.Labels.GetValueOrDefault("alertname") ?? "an alert without a name";
}
