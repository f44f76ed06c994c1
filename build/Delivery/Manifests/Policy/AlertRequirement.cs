using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Manifests.Policy;

/// <summary>Alerts that Prometheus takes and that tell a person what to do.</summary>
internal sealed class AlertRequirement : IManifestRequirement
{
    private static readonly string[] Severities = ["critical", "warning", "info"];

    private static readonly string[] Annotations = ["summary", "description", "runbook_url"];

    public IEnumerable<PolicyViolation> Check(ManifestSet manifests) =>
        manifests.All<PrometheusRule>().SelectMany(rules => CheckObject(rules)
            .Concat(Alerts(rules).SelectMany(alert => CheckAlert(rules, alert))));

    private static IEnumerable<PolicyViolation> CheckObject(PrometheusRule rules)
    {
        if (rules.Metadata.Labels.GetValueOrDefault("release") != ManifestPolicy.MonitoringRelease)
        {
            yield return new(
                "rule-release-label",
                $"{rules}",
                "it lacks the label by which Prometheus chooses PrometheusRules: it would never be loaded",
                $"set the label release: {ManifestPolicy.MonitoringRelease}");
        }

        foreach (var name in Repeated(rules.Groups.Select(group => group.Name)))
        {
            yield return new("group-name", $"{rules}", $"group {name} is there more than once", "give each group its own name");
        }

        foreach (var name in Repeated(Alerts(rules).Select(alert => alert.Name)))
        {
            yield return new("alert-name", $"{rules}", $"alert {name} is there more than once", "give each alert its own name");
        }

        foreach (var group in rules.Groups.Where(group => group.Rules.Count == 0))
        {
            yield return new("group-empty", $"{rules}, group {group.Name}", "it has no rules", "add a rule, or remove the group");
        }
    }

    private static IEnumerable<PolicyViolation> CheckAlert(PrometheusRule rules, Rule rule)
    {
        var place = $"{rules}, alert {rule.Alert}";
        var severity = rule.Labels.GetValueOrDefault("severity");
        if (!Severities.Contains(severity))
        {
            yield return new(
                "alert-severity",
                place,
                $"its severity is '{severity}'",
                $"set the label severity to one of {string.Join(", ", Severities)}");
        }

        foreach (var annotation in Annotations.Where(name => string.IsNullOrWhiteSpace(rule.Annotations.GetValueOrDefault(name))))
        {
            yield return new("alert-annotation", place, $"it has no {annotation}", $"add the annotation {annotation}");
        }

        if (rule.Annotations.TryGetValue("runbook_url", out var url) && !Uri.IsWellFormedUriString(url, UriKind.Absolute))
        {
            yield return new(
                "alert-runbook",
                place,
                $"its runbook_url '{url}' is no URL",
                "give the absolute URL of its page in docs/runbooks");
        }
    }

    private static IEnumerable<Rule> Alerts(PrometheusRule rules) =>
        rules.Groups.SelectMany(group => group.Rules).Where(rule => rule.Alert is not null);

    private static IEnumerable<string> Repeated(IEnumerable<string> names) =>
        names.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key);
}
