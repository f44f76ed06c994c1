using System.Globalization;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Monitoring.Promql;
using GitOpsDemo.Delivery.Proof;

namespace GitOpsDemo.Delivery.Monitoring.Rules;

/// <summary>The series of an expression whose absence keeps it from saying anything.</summary>
internal static class RequiredSeries
{
    /// <summary>Those that Prometheus makes of its own alerts.</summary>
    private static readonly string[] OfAlerts = ["ALERTS", "ALERTS_FOR_STATE"];

    /// <summary>Each once, in their order.</summary>
    public static IEnumerable<Selector> Of(string expression) =>
        (PromqlParser.Parse(expression) is { } tree ? In(tree) : Selector.In(expression))
            .Where(selector => selector.Metric.Length > 0 && !OfAlerts.Contains(selector.Metric));

    private static IEnumerable<Selector> In(PromqlNode node) => node switch
    {
        PromqlSeries series => [series.Selector],
        PromqlCall { Function: "absent" or "absent_over_time" } => [],
        PromqlBinary { Operator: "unless" } binary => In(binary.Left),
        // As in `x or vector(0)`: where x is away, the other side speaks.
        PromqlBinary { Operator: "or" } binary when !binary.Right.All().OfType<PromqlSeries>().Any() => [],
        _ => node.Children.SelectMany(In),
    };
}

/// <summary>Series that rules of ours record.</summary>
internal static class RecordedSeries
{
    /// <summary>
    /// Whether series can be demanded. Those that a rule of ours records, and of which there are none at all yet, can't: what they are made
    /// of is demanded itself, and a share of errors has no value before the first error.
    /// </summary>
    public static async Task<bool> ArePossibleAsync(
        PrometheusClient prometheus, Selector required, IReadOnlyList<Rule> rules, CancellationToken cancellationToken)
    {
        foreach (var recorder in rules.Where(rule => rule.Record == required.Metric && Allows(rule, required)))
        {
            var all = new Selector(
                required.Metric, [.. recorder.Labels.Select(label => new LabelMatcher(label.Key, "=", Quoted(label.Value)))]);
            if (await prometheus.ValueAsync($"count({all})", cancellationToken) is not > 0)
            {
                return false;
            }
        }

        return true;
    }

    private static string Quoted(string value) =>
        $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static bool Allows(Rule rule, Selector required) =>
        required.Matchers.All(
            matcher => matcher.Operator != "=" || !rule.Labels.TryGetValue(matcher.Label, out var value) || value == matcher.Value[1..^1]);
}

/// <summary>
/// What a rule selects exists: the metric, its labels, and the values that are there from the start. Values that come with an event, such
/// as a status of 500, need not be there yet.
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
                        { Operator: "=" } when !countsEvents || TargetLabels.Contains(matcher.Label) || matcher.Value.Length == 2 =>
                            matcher,
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

        return $"{required.Metric} is there, but no series has all of {string.Join(", ", required.Matchers)}, "
            + "or one of these labels is the target's and not its own";
    }

    /// <summary>
    /// A label that the metric has lost may still be there: Prometheus then shows the target's label of that name, such as the name of the
    /// port as <c>endpoint</c>. What <c>up</c> has too is not the metric's own.
    /// </summary>
    private static string QueryOf(Selector required)
    {
        var own = required.Matchers.Where(
            matcher => matcher.Operator == "!=" && !TargetLabels.Contains(matcher.Label)).Select(matcher => matcher.Label);
        return $"count({own.Aggregate($"{required}", (query, label) => $"{query} unless on (instance, {label}) up")})";
    }

    private static Task<double?> CountAsync(PrometheusClient prometheus, Selector selector, CancellationToken cancellationToken) =>
        prometheus.ValueAsync($"count({selector})", cancellationToken);
}
