using System.Globalization;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Promql;
using GitOpsDemo.Delivery.Verification.Prometheus;

namespace GitOpsDemo.Delivery.Verification.Rules;

/// <summary>
/// The threshold of a rule on a quantile lies between the bounds of the histogram's buckets: a quantile beyond them is never seen, as when
/// the service counts in another unit.
/// </summary>
internal static class BucketCheck
{
    /// <summary>The check; null for a rule that compares no quantile with a decimal number.</summary>
    public static async Task<CheckResult?> OfAsync(PrometheusClient prometheus, Rule rule, CancellationToken cancellationToken)
    {
        var tokens = PromqlTokens.ReadMeaningful(rule.Expression);
        if (tokens.All(token => token.Text != "histogram_quantile")
            || tokens is not [.., { Text: ">" or ">=" }, { Kind: PromqlTokenKind.Number, Text: var number }]
            || !double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var threshold)
            || Selector.In(rule.Expression).FirstOrDefault(selector => selector.Metric.EndsWith("_bucket", StringComparison.Ordinal)) is not { } buckets)
        {
            return null;
        }

        var query = $"count by (le) ({SeriesCheck.Required(buckets)})";
        var bounds = (await prometheus.QueryAsync(query, cancellationToken))
            .Select(series => double.TryParse(series.Metric.GetValueOrDefault("le"), NumberStyles.Float, CultureInfo.InvariantCulture, out var bound) ? bound : double.PositiveInfinity)
            .Where(double.IsFinite)
            .Order()
            .ToList();
        var id = $"buckets/{rule.Name}";
        var title = $"the threshold of {rule.Name} lies between the bounds of its histogram's buckets";
        var evidence = bounds is [var lowest, .., var highest] ? $"{threshold} between {lowest} and {highest} ({bounds.Count} bounds)" : $"{query} returned {bounds.Count} bounds";
        return bounds.Count > 1 && bounds[0] <= threshold && threshold <= bounds[^1]
            ? CheckResult.Pass(id, title, evidence)
            : CheckResult.Fail(
                id, title, $"expected {evidence}", "the service counts in another unit than the rule, or its buckets end too early",
                "compare the buckets of the service with the threshold in alerts.yaml");
    }
}
