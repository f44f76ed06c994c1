using System.Globalization;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Monitoring.Promql;
using GitOpsDemo.Delivery.Proof;

namespace GitOpsDemo.Delivery.Monitoring.Rules;

/// <summary>
/// The threshold of a rule on a quantile lies between the bounds of the histogram's buckets: a quantile beyond them is never seen, as when
/// the service counts in another unit.
/// </summary>
internal static class BucketCheck
{
    private static readonly string[] Choices = ["max", "min", "avg"];

    /// <summary>
    /// A check for each comparison of a quantile with a decimal number; none for a rule without, nor where there are no buckets: whether
    /// those may be missing, <see cref="SeriesCheck"/> says.
    /// </summary>
    /// <param name="prometheus">The server that is asked.</param>
    /// <param name="name">What tells the rule from the others.</param>
    public static async Task<IReadOnlyList<CheckResult>> OfAsync(
        PrometheusClient prometheus, string name, Rule rule, CancellationToken cancellationToken)
    {
        var results = new List<CheckResult>();
        foreach (var (buckets, threshold) in Thresholds(rule.Expression))
        {
            var id = $"buckets/{name}{(results.Count == 0 ? "" : $"/{results.Count + 1}")}";
            if (await OfAsync(prometheus, rule, id, buckets, threshold, cancellationToken) is { } result)
            {
                results.Add(result);
            }
        }

        return results;
    }

    private static async Task<CheckResult?> OfAsync(
        PrometheusClient prometheus, Rule rule, string id, Selector buckets, double threshold, CancellationToken cancellationToken)
    {
        var query = $"count by (le) ({SeriesCheck.Required(buckets)})";
        if (await prometheus.QueryAsync(query, cancellationToken) is not { Count: > 0 } series)
        {
            return null;
        }

        var bounds = series.Select(BoundOf)
            .Where(double.IsFinite)
            .Order()
            .ToList();
        var title = $"the threshold of {rule.Name} lies between the bounds of its histogram's buckets";
        var evidence = bounds is [var lowest, .., var highest]
            ? $"{threshold} between {lowest} and {highest} ({Plural.Of(bounds.Count, "bound")})"
            : $"{query} returned {Plural.Of(bounds.Count, "bound")}";
        return bounds.Count > 1 && bounds[0] <= threshold && threshold <= bounds[^1]
            ? CheckResult.Pass(id, title, evidence)
            : CheckResult.Fail(
                id, title, $"expected {evidence}", "the service counts in another unit than the rule, or its buckets end too early",
                "compare the buckets of the service with the threshold in alerts.yaml");
    }

    /// <summary>The upper bound of a bucket; <c>+Inf</c> is none.</summary>
    private static double BoundOf(Series series) =>
        double.TryParse(series.Metric.GetValueOrDefault("le"), NumberStyles.Float, CultureInfo.InvariantCulture, out var bound)
            ? bound
            : double.PositiveInfinity;

    /// <summary>
    /// The quantiles that are compared themselves, each with its threshold in the unit of the buckets: <c>* 1000 > 500</c> is one of 0.5.
    /// That there is any latency at all (<c>> 0</c>) is none.
    /// </summary>
    private static IEnumerable<(Selector Buckets, double Threshold)> Thresholds(string expression) =>
        from comparison in PromqlParser.Parse(expression)?.All().OfType<PromqlBinary>() ?? []
        let sides = comparison switch
        {
            { Operator: ">" or ">=" } => (Quantile: comparison.Left, comparison.Right),
            { Operator: "<" or "<=" } => (Quantile: comparison.Right, comparison.Left),
            _ => default,
        }
        where sides.Quantile is not null && Number(sides.Item2) is > 0
        let quantile = Quantile(sides.Quantile)
        where quantile is { Factor: > 0, Buckets: not null }
        select (quantile.Value.Buckets, Number(sides.Item2)!.Value / quantile.Value.Factor);

    private static double? Number(PromqlNode node) => node is PromqlNumber { Value: var value } && double.IsFinite(value) ? value : null;

    private static (Selector Buckets, double Factor)? Quantile(PromqlNode node) => node switch
    {
        PromqlCall { Function: "histogram_quantile" } => Buckets(node) is { } buckets ? (buckets, 1) : null,
        PromqlAggregation { Arguments: [var only] } choice when Choices.Contains(choice.Function) => Quantile(only),
        PromqlBinary { Operator: "*" } product =>
            Times(Quantile(product.Left), Number(product.Right)) ?? Times(Quantile(product.Right), Number(product.Left)),
        PromqlBinary { Operator: "/" } quotient => Times(Quantile(quotient.Left), 1 / Number(quotient.Right)),
        _ => null,
    };

    private static (Selector Buckets, double Factor)? Times((Selector Buckets, double Factor)? quantile, double? factor) =>
        quantile is { } known && factor is { } number ? (known.Buckets, known.Factor * number) : null;

    private static Selector? Buckets(PromqlNode quantile) => quantile.All().OfType<PromqlSeries>()
        .Select(series => series.Selector)
        .FirstOrDefault(selector => selector.Metric.EndsWith("_bucket", StringComparison.Ordinal));
}
