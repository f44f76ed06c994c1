using GitOpsDemo.Delivery.Monitoring.Promql;

namespace GitOpsDemo.Delivery.Monitoring.Dashboards;

/// <summary>What a query measures, as far as its metrics' names and its arithmetic say so.</summary>
/// <param name="Unit"><c>s</c> and <c>B</c> of what is measured, <c>1</c> of what is counted, and <c>ratio</c> of a share.</param>
/// <param name="IsPerSecond">Whether it is a rate.</param>
/// <param name="Factor">What it is multiplied with: 1000 makes milliseconds of seconds.</param>
internal sealed record Quantity(string Unit, bool IsPerSecond = false, double Factor = 1)
{
    /// <summary>Of what is counted: by which metric. A part of it and all of it are of one metric.</summary>
    public string? Counter { get; init; }

    private const string Seconds = "s";
    private const string Bytes = "B";
    private const string Count = "1";
    private const string Share = "ratio";

    /// <summary>Parts of names of seconds that are a moment, or those of a processor in a second.</summary>
    private static readonly string[] Misleading = ["timestamp", "_time_", "cpu"];

    private static readonly string[] Passing =
    [
        "sum", "avg", "min", "max", "topk", "bottomk", "quantile", "stddev", "limitk",
        "avg_over_time", "min_over_time", "max_over_time", "last_over_time", "quantile_over_time", "increase", "delta", "idelta",
        "abs", "ceil", "floor", "round", "clamp", "clamp_min", "clamp_max", "sort", "sort_desc", "label_replace", "label_join",
    ];

    /// <summary>What an expression measures; null where nobody can be certain.</summary>
    public static Quantity? Of(string expression) => PromqlParser.Parse(expression) is { } tree ? Of(tree) : null;

    private static Quantity? Of(PromqlNode node) => node switch
    {
        PromqlSeries series => OfMetric(series.Selector),
        PromqlCall { Function: "rate" or "irate", Arguments: [var counter] } =>
            Of(counter) is { IsPerSecond: false } counted ? counted with { IsPerSecond = true } : null,
        PromqlCall { Function: "histogram_quantile" } quantile => OfBuckets(quantile),
        PromqlCall call when Passing.Contains(call.Function) => Of(call.Arguments),
        PromqlAggregation aggregation when Passing.Contains(aggregation.Function) => Of(aggregation.Arguments),
        PromqlBinary { Operator: "or" } either when either.Right.All().OfType<PromqlSeries>().Any() =>
            Of(either.Left) is { } left && left.IsLike(Of(either.Right)) ? left : null,
        PromqlBinary { Operator: "or" or "and" or "unless" or ">" or "<" or ">=" or "<=" or "==" or "!=" } binary => Of(binary.Left),
        PromqlBinary { Operator: "+" or "-" } sum => Sum(sum),
        PromqlBinary { Operator: "*", Left: var left, Right: PromqlNumber number } => Of(left)?.Times(number.Value),
        PromqlBinary { Operator: "*", Left: PromqlNumber number, Right: var right } => Of(right)?.Times(number.Value),
        PromqlBinary { Operator: "/", Left: var left, Right: PromqlNumber number } => Of(left)?.Times(1 / number.Value),
        PromqlBinary { Operator: "/" } quotient => Quotient(Of(quotient.Left), Of(quotient.Right)),
        _ => null,
    };

    /// <summary>Of arguments the series are those that are no number or text.</summary>
    private static Quantity? Of(IReadOnlyList<PromqlNode> arguments) =>
        arguments.FirstOrDefault(argument => argument is not (PromqlNumber or PromqlText)) is { } series ? Of(series) : null;

    private static Quantity? Quotient(Quantity? left, Quantity? right) => (left, right) switch
    {
        (null, _) or (_, null) => null,
        var (over, under) when over.IsPerSecond != under.IsPerSecond => null,
        var (over, under) when over.Unit == under.Unit && over.Counter == under.Counter => new(Share, Factor: over.Factor / under.Factor),
        ({ Unit: Seconds or Bytes } over, { Unit: Count } under) => new(over.Unit, Factor: over.Factor / under.Factor),
        _ => null,
    };

    /// <summary>What adds up is of one unit; <c>1 - share</c> is a share.</summary>
    private static Quantity? Sum(PromqlBinary sum) => (Of(sum.Left), Of(sum.Right)) switch
    {
        ({ } left, var right) when left.IsLike(right) => left,
        ({ Unit: Share } left, null) when sum.Right is PromqlNumber => left,
        (null, { Unit: Share } right) when sum.Left is PromqlNumber => right,
        _ => null,
    };

    private static Quantity? OfMetric(Selector selector)
    {
        var metric = selector.Metric;
        return metric switch
        {
            "kube_pod_container_resource_limits" or "kube_pod_container_resource_requests" =>
                selector.Matchers.Any(matcher => matcher is { Label: "resource", Operator: "=", Value: "\"memory\"" }) ? new(Bytes) : null,
            _ when Ends("_count") || Ends("_bucket") => new(Count) { Counter = metric },
            _ when Misleading.Any(part => metric.Contains(part, StringComparison.Ordinal)) => null,
            _ when Ends("_seconds") || Ends("_seconds_sum") || Ends("_seconds_total") => new(Seconds),
            _ when Ends("_bytes") || Ends("_bytes_sum") || Ends("_bytes_total") => new(Bytes),
            _ when Ends("_total") => new(Count) { Counter = metric },
            _ => null,
        };

        bool Ends(string suffix) => metric.EndsWith(suffix, StringComparison.Ordinal);
    }

    private static Quantity? OfBuckets(PromqlCall quantile) => quantile.All().OfType<PromqlSeries>().Select(
        series => series.Selector.Metric).ToList() switch
    {
        [var only] when only.EndsWith("_seconds_bucket", StringComparison.Ordinal) => new(Seconds),
        [var only] when only.EndsWith("_bytes_bucket", StringComparison.Ordinal) => new(Bytes),
        _ => null,
    };

    private Quantity? Times(double factor) => double.IsFinite(factor) ? this with { Factor = Factor * factor } : null;

    /// <summary>Whether both are of one unit; what is multiplied with 0 stands for nothing of it.</summary>
    private bool IsLike(Quantity? other) => other is not null
        && (Unit, IsPerSecond, Counter) == (other.Unit, other.IsPerSecond, other.Counter)
        && (Factor == other.Factor || other.Factor == 0);
}

/// <summary>The unit of a panel against what its queries measure.</summary>
internal static class DashboardUnits
{
    private static readonly Dictionary<string, double> Times = new()
    {
        ["s"] = 1,
        ["dtdurations"] = 1,
        ["clocks"] = 1,
        ["dthms"] = 1,
        ["ms"] = 1e3,
        ["dtdurationms"] = 1e3,
        ["clockms"] = 1e3,
        ["µs"] = 1e6,
        ["ns"] = 1e9,
        ["m"] = 1.0 / 60,
        ["h"] = 1.0 / 3600,
        ["d"] = 1.0 / 86400,
    };

    private static readonly string[] Sizes =
        ["bytes", "decbytes", "bits", "decbits", "kbytes", "mbytes", "gbytes", "deckbytes", "decmbytes", "decgbytes"];

    private static readonly string[] Rates =
        ["reqps", "ops", "cps", "rps", "wps", "iops", "Bps", "binBps", "bps", "binbps", "reqpm", "opm", "cpm"];

    private static readonly string[] Shares = ["percentunit", "percent"];

    /// <summary>What is wrong for certain; null when nothing is.</summary>
    public static string? Fault(DashboardPanel panel, IEnumerable<string> expressions)
    {
        if (panel.Unit is not { } unit || panel.HasUnitsOfSeries || !IsKnown(unit))
        {
            return null;
        }

        var wrong = expressions.Select(Quantity.Of).OfType<Quantity>()
            .Select(quantity => Expected(quantity, unit))
            .FirstOrDefault(expected => expected is not null);
        return wrong is null ? null : $"its unit is {unit}, and its query gives {wrong}";
    }

    private static bool IsKnown(string unit) =>
        Times.ContainsKey(unit) || Sizes.Contains(unit) || Rates.Contains(unit) || Shares.Contains(unit);

    /// <summary>What the unit would have to be; null where it may be as it is.</summary>
    private static string? Expected(Quantity quantity, string unit) => quantity switch
    {
        { Unit: "s", IsPerSecond: false } when !Times.TryGetValue(unit, out var factor) => NameOf(quantity.Factor),
        { Unit: "s", IsPerSecond: false, Factor: var factor } when Times.ContainsValue(factor) && !IsClose(Times[unit], factor) =>
            NameOf(factor),
        // A speed may be told in bytes: bytes in bits a second are left alone.
        { Unit: "B", IsPerSecond: false } when Times.ContainsKey(unit) || Shares.Contains(unit) => "bytes",
        { Unit: "B", IsPerSecond: true } when Times.ContainsKey(unit) || Shares.Contains(unit) => "bytes a second",
        { Unit: "ratio", Factor: 1 or 100 } when !Shares.Contains(unit) => quantity.Factor is 100 ? "percent" : "a share (percentunit)",
        { Unit: "ratio", Factor: 100 } when unit is "percentunit" => "percent",
        _ => null,
    };

    private static string NameOf(double factor) => Times.FirstOrDefault(unit => IsClose(unit.Value, factor)).Key ?? "a time";

    private static bool IsClose(double one, double other) => Math.Abs(one - other) <= 1e-9 * Math.Abs(one);
}
