using System.Globalization;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Monitoring.Promql;
using GitOpsDemo.Delivery.Proof;

namespace GitOpsDemo.Delivery.Monitoring.Rules;

/// <summary>
/// What a rule selects exists: the metric, its labels, and the values that are there from the start. Values that come with an event, such as
/// a status of 500, need not be there yet.
/// </summary>
internal static class SeriesCheck
{
    private const int ValuesNamed = 5;

    /// <summary>Labels that come with the target and not with an event.</summary>
    private static readonly string[] TargetLabels = ["namespace", "job", "instance", "pod", "container", "service"];

    /// <summary>Series that count events come to be with the first event of their kind.</summary>
    private static readonly string[] EventSuffixes = ["_total", "_bucket", "_count", "_sum"];

    /// <summary>The selector with those conditions alone that must hold before anything has happened.</summary>
    public static Selector Required(Selector selector)
    {
        var countsEvents = EventSuffixes.Any(suffix => selector.Metric.EndsWith(suffix, StringComparison.Ordinal));
        return selector with
        {
            Matchers =
            [
                .. selector.Matchers
                    .Select(matcher => matcher switch
                    {
                        { Operator: "=" } => matcher,
                        { Operator: "=~" } when !countsEvents || TargetLabels.Contains(matcher.Label) => matcher,
                        _ => new LabelMatcher(matcher.Label, "!=", "\"\""),
                    })
                    .Distinct(),
            ],
        };
    }

    public static async Task<CheckResult> OfAsync(PrometheusClient prometheus, Selector required, CancellationToken cancellationToken)
    {
        var id = $"series/{required}";
        const string Title = "the series that a rule asks for exist";
        var query = QueryOf(required);
        if (await prometheus.ValueAsync(query, cancellationToken) is > 0 and var count)
        {
            return CheckResult.Pass(id, Title, $"{query} = {count.ToString(CultureInfo.InvariantCulture)}");
        }

        return CheckResult.Fail(
            id, Title, $"{query} returned nothing", await CauseAsync(prometheus, required, cancellationToken),
            $"look for its exporter at {new Uri(prometheus.Address, "targets")}; what is renamed must be renamed in alerts.yaml too");
    }

    private static async Task<string> CauseAsync(PrometheusClient prometheus, Selector required, CancellationToken cancellationToken)
    {
        var bare = new Selector(required.Metric, []);
        if (await CountAsync(prometheus, bare, cancellationToken) is not > 0)
        {
            return $"nothing that Prometheus scrapes exposes {required.Metric}: a rule on it never fires";
        }

        foreach (var matcher in required.Matchers)
        {
            if (await CountAsync(prometheus, bare with { Matchers = [matcher] }, cancellationToken) is not > 0)
            {
                var values = (await prometheus.QueryAsync($"count by ({matcher.Label}) ({required.Metric})", cancellationToken))
                    .Select(series => series.Metric.GetValueOrDefault(matcher.Label) ?? "none")
                    .Take(ValuesNamed);
                return $"{required.Metric} is there, but not with {matcher}: its {matcher.Label} is {string.Join(", ", values)}";
            }
        }

        return $"{required.Metric} is there, but no series has all of {string.Join(", ", required.Matchers)}, or one of these labels is the target's and not its own";
    }

    /// <summary>
    /// A label that the metric has lost may still be there: Prometheus then shows the target's label of that name, such as the name of the
    /// port as <c>endpoint</c>. What <c>up</c> has too is not the metric's own.
    /// </summary>
    private static string QueryOf(Selector required)
    {
        var own = required.Matchers.Where(matcher => matcher.Operator == "!=" && !TargetLabels.Contains(matcher.Label)).Select(matcher => matcher.Label);
        return $"count({own.Aggregate($"{required}", (query, label) => $"{query} unless on (instance, {label}) up")})";
    }

    private static Task<double?> CountAsync(PrometheusClient prometheus, Selector selector, CancellationToken cancellationToken) =>
        prometheus.ValueAsync($"count({selector})", cancellationToken);
}

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
