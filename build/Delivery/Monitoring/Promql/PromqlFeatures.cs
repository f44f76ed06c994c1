using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Monitoring.Promql;

/// <summary>What PromQL has gained since the oldest Prometheus that is used here.</summary>
internal static class PromqlFeatures
{
    private static readonly Version AnyName = new(3, 0);

    private static readonly Dictionary<string, Version> Functions = new()
    {
        ["histogram_stddev"] = new(2, 48),
        ["histogram_stdvar"] = new(2, 48),
        ["sort_by_label"] = new(2, 49),
        ["sort_by_label_desc"] = new(2, 49),
        ["histogram_avg"] = new(2, 51),
        ["mad_over_time"] = new(2, 52),
        ["limitk"] = new(2, 54),
        ["limit_ratio"] = new(2, 54),
        ["info"] = new(3, 0),
        ["double_exponential_smoothing"] = new(3, 0),
        ["ts_of_max_over_time"] = new(3, 5),
        ["ts_of_min_over_time"] = new(3, 5),
        ["ts_of_last_over_time"] = new(3, 5),
    };

    /// <summary>What of a rule came last, and after a version; null when that knows all of it.</summary>
    public static (string What, Version Since)? NewerThan(Version version, Rule rule) => InNames(rule)
        .Concat(InExpression(rule.Expression))
        .Where(each => each.Since > version)
        .Select(each => ((string What, Version Since)?)each)
        .MaxBy(each => each!.Value.Since);

    private static IEnumerable<(string What, Version Since)> InNames(Rule rule) => rule.Labels.Keys
        .Concat(rule.Record is { } record ? [record] : [])
        .Where(name => !Selector.IsPlain(name))
        .Select(name => ($"the name {name}", AnyName));

    private static IEnumerable<(string What, Version Since)> InExpression(string expression)
    {
        var tokens = PromqlTokens.ReadMeaningful(expression);
        var inBraces = false;
        for (var at = 0; at < tokens.Count; at++)
        {
            inBraces = tokens[at].Text is "{" || (inBraces && tokens[at].Text is not "}");
            if (inBraces && tokens[at].Kind == PromqlTokenKind.Quoted && tokens[at - 1].Text is "{" or ",")
            {
                yield return ("a name in quotes", AnyName);
            }
            else if (at + 1 < tokens.Count && tokens[at + 1].Text == "(" && Functions.TryGetValue(tokens[at].Text, out var since))
            {
                yield return ($"the function {tokens[at].Text}", since);
            }
        }
    }
}
