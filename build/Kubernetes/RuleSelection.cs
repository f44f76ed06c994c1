using System.Text.Json.Nodes;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Kubernetes;

/// <summary>
/// Compares rules with what the Prometheus objects of the cluster select: one that none selects is ignored without a word.
/// </summary>
internal sealed class RuleSelection(IKubectl kubectl)
{
    /// <summary>Makes sure that each rule object is selected by some Prometheus.</summary>
    /// <exception cref="DeliveryException">One is not; the message names the label that is missing.</exception>
    public async Task EnsureAsync(IReadOnlyList<PrometheusRule> rules, CancellationToken cancellationToken)
    {
        var servers = await kubectl.GetAsync(new("prometheuses.monitoring.coreos.com", Namespace: null), cancellationToken);
        if (servers.Count == 0)
        {
            throw new DeliveryException(
                "the alert rules can't be loaded", "the cluster has no Prometheus object", "./build.sh --target=InstallMonitoring");
        }

        foreach (var rule in rules)
        {
            var ns = rule.Metadata.Namespace ?? ClusterSettings.MonitoringNamespace;
            var labels = await LabelsOfNamespaceAsync(ns, cancellationToken);
            var obstacles = servers.Select(server => ObstacleOf(server, rule, ns, labels)).ToList();
            if (!obstacles.Contains(null))
            {
                throw new DeliveryException(
                    $"{rule} would be ignored",
                    string.Join("; ", obstacles),
                    "give it that label in alerts.yaml, or change the selector in the values of the chart");
            }
        }
    }

    private async Task<IReadOnlyDictionary<string, string>> LabelsOfNamespaceAsync(string ns, CancellationToken cancellationToken) =>
        await kubectl.GetAsync(new("namespaces", Namespace: null) { Name = ns }, cancellationToken) is [var found]
            ? found.Map("metadata", "labels")
            : throw new DeliveryException(
                "the alert rules can't be loaded", $"the cluster has no namespace {ns}", "./build.sh --target=InstallMonitoring");

    /// <summary>Why a Prometheus ignores a rule object; null when it does not.</summary>
    private static string? ObstacleOf(JsonNode server, PrometheusRule rule, string ns, IReadOnlyDictionary<string, string> namespaceLabels)
    {
        var name = $"Prometheus {server.Namespace()}/{server.Name()}";
        return (Selector(server.At("spec", "ruleSelector")), Selector(server.At("spec", "ruleNamespaceSelector"))) switch
        {
            (null, _) => $"{name} selects no rules at all",
            (_, null) when server.Namespace() != ns => $"{name} selects rules of its own namespace alone, not of {ns}",
            (_, { } spaces) when !spaces.Matches(namespaceLabels) =>
                $"{name} asks for namespaces with {Missing(spaces, namespaceLabels)}, which {ns} does not have",
            ({ } labels, _) when !labels.Matches(rule.Metadata.Labels) =>
                $"{name} asks for the label {Missing(labels, rule.Metadata.Labels)}",
            _ => null,
        };
    }

    /// <summary>An absent selector chooses nothing, an empty one all.</summary>
    private static LabelSelector? Selector(JsonNode? selector) => selector is null ? null : new(
        selector.Map("matchLabels"),
        [
            .. selector.Items("matchExpressions").Select(expression => new LabelRequirement(
                expression.Text("key")!, expression.Text("operator")!, [.. expression.Items("values").Select(value => value.ToString())])),
        ]);

    private static string Missing(LabelSelector selector, IReadOnlyDictionary<string, string> labels) => new LabelSelector(
        selector.MatchLabels.Where(pair => labels.GetValueOrDefault(pair.Key) != pair.Value).ToDictionary(),
        [.. selector.MatchExpressions.Where(requirement => !requirement.Matches(labels))]).ToString();
}
