using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Verification.Alerting;

/// <summary>The labels of our alerts that are known before one fires.</summary>
internal static class AlertLabels
{
    /// <summary>Each alert with its labels in an environment's namespace.</summary>
    public static IReadOnlyList<(string Alert, IReadOnlyDictionary<string, string> Labels)> Of(PrometheusRule rules, string @namespace) =>
    [
        .. rules.Groups.SelectMany(group => group.Rules).Where(rule => rule.Alert is not null).Select(rule => (
            rule.Name,
            (IReadOnlyDictionary<string, string>)new Dictionary<string, string>(rule.Labels) { ["alertname"] = rule.Name, ["namespace"] = @namespace })),
    ];
}
