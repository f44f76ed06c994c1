using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Promql;
using GitOpsDemo.Delivery.Verification.Prometheus;

namespace GitOpsDemo.Delivery.Verification.Rules;

/// <summary>A loaded rule says what the file says.</summary>
internal static class RuleDefinitionCheck
{
    /// <summary>In what it differs.</summary>
    public static async Task<Differences> OfAsync(PrometheusClient prometheus, Rule rule, LoadedRule found, CancellationToken cancellationToken)
    {
        var differences = new Differences();
        differences.Compare("type", rule.Alert is null ? "recording" : "alerting", found.Type);
        if (!IsSame(rule.Expression, found.Query))
        {
            // Durations, numbers and quotes can be written in several ways: Prometheus' own parser prints both in one.
            var (expected, loaded) = (await prometheus.FormatQueryAsync(rule.Expression, cancellationToken), await prometheus.FormatQueryAsync(found.Query, cancellationToken));
            if (!IsSame(expected, loaded))
            {
                differences.Compare("expression", OnOneLine(expected), OnOneLine(loaded));
            }
        }

        differences.Compare("for", rule.For, found.Duration);
        differences.Compare("keep_firing_for", rule.KeepFiringFor, found.KeepFiringFor);
        differences.Compare("labels", rule.Labels, found.Labels);
        differences.Compare("annotations", rule.Annotations, found.Annotations);
        return differences;
    }

    private static bool IsSame(string one, string other) => Pieces(one).SequenceEqual(Pieces(other));

    private static IEnumerable<string> Pieces(string expression) => PromqlTokens.ReadMeaningful(expression).Select(token => token.Text);

    private static string OnOneLine(string expression) =>
        string.Join(' ', expression.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
