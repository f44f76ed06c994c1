using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace GitOpsDemo.Delivery.Monitoring.Promql;

/// <summary>The series that a PromQL expression asks for in one place: a metric, and conditions on its labels.</summary>
/// <param name="Matchers">The conditions.</param>
internal sealed record Selector(string Metric, IReadOnlyList<LabelMatcher> Matchers)
{
    private static readonly Regex PlainName = new(@"\A[a-zA-Z_:][a-zA-Z0-9_:]*\z");

    /// <summary>Words before a list of labels.</summary>
    private static readonly FrozenSet<string> LabelLists = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "by", "without", "on", "ignoring", "group_left", "group_right");

    /// <summary>Words that are no metrics when they are alone.</summary>
    private static readonly FrozenSet<string> Keywords = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "and", "or", "unless", "bool", "offset", "inf", "nan", "atan2", "start", "end");

    /// <summary>
    /// Those of an expression, each once, in their order. Servers before Prometheus 3 cannot be asked
    /// (<c>/api/v1/parse_query</c>); whether the expression is one, the server has judged before.
    /// </summary>
    public static IReadOnlyList<Selector> In(string expression)
    {
        var tokens = PromqlTokens.ReadMeaningful(expression);
        var selectors = new List<Selector>();
        for (var at = 0; at < tokens.Count;)
        {
            var next = at + 1 < tokens.Count ? tokens[at + 1].Text : "";
            if (tokens[at].Text == "{")
            {
                var name = "";
                at = ReadMatchers(tokens, at, ref name, out var matchers);
                if (name.Length > 0)
                {
                    selectors.Add(new(name, matchers));
                }
            }
            else if (tokens[at].Kind != PromqlTokenKind.Word || Keywords.Contains(tokens[at].Text))
            {
                at++;
            }
            else if (LabelLists.Contains(tokens[at].Text))
            {
                at = next == "(" ? tokens.FindIndex(at, token => token.Text == ")") is var end and >= 0 ? end + 1 : tokens.Count : at + 1;
            }
            else if (next == "("
                || next.Equals("by", StringComparison.OrdinalIgnoreCase)
                || next.Equals("without", StringComparison.OrdinalIgnoreCase))
            {
                // A function, or an aggregation.
                at++;
            }
            else
            {
                var metric = tokens[at].Text;
                IReadOnlyList<LabelMatcher> matchers = [];
                at = next == "{" ? ReadMatchers(tokens, at + 1, ref metric, out matchers) : at + 1;
                selectors.Add(new(metric, matchers));
            }
        }

        return [.. selectors.DistinctBy(selector => selector.ToString())];
    }

    /// <summary>Whether a name needs no quotes, as all had to before Prometheus 3.</summary>
    public static bool IsPlain(string name) => PlainName.IsMatch(name);

    public override string ToString() => IsPlain(Metric)
        ? Matchers.Count == 0 ? Metric : $"{Metric}{{{string.Join(", ", Matchers)}}}"
        : $"{{{string.Join(", ", Matchers.Select(matcher => $"{matcher}").Prepend($"\"{Metric}\""))}}}";

    /// <summary>Reads what is in braces.</summary>
    /// <param name="tokens">The pieces of the expression.</param>
    /// <param name="open">Where the brace is.</param>
    /// <param name="metric">The metric; where none is before the brace, the one that is in it.</param>
    /// <param name="matchers">The conditions.</param>
    /// <returns>What comes after them.</returns>
    internal static int ReadMatchers(List<PromqlToken> tokens, int open, ref string metric, out IReadOnlyList<LabelMatcher> matchers)
    {
        var end = tokens.FindIndex(open, token => token.Text == "}");
        end = end < 0 ? tokens.Count : end;
        var found = new List<LabelMatcher>();
        for (var at = open + 1; at < end; at++)
        {
            // Since Prometheus 3 a name may be quoted; one without an operator is the metric's.
            var isCondition = at + 2 < end
                && tokens[at + 1].Text is "=" or "!=" or "=~" or "!~"
                && tokens[at + 2].Kind == PromqlTokenKind.Quoted;
            if (isCondition && tokens[at].Kind is PromqlTokenKind.Word or PromqlTokenKind.Quoted)
            {
                found.Add(new(tokens[at].Text.Trim('"'), tokens[at + 1].Text, tokens[at + 2].Text));
                at += 2;
            }
            else if (tokens[at] is { Kind: PromqlTokenKind.Quoted, Text.Length: > 1 } && metric.Length == 0)
            {
                metric = tokens[at].Text[1..^1];
            }
        }

        if (metric.Length == 0 && found.Find(matcher => matcher is { Label: "__name__", Operator: "=" }) is { } name)
        {
            metric = name.Value.Length > 1 ? name.Value[1..^1] : "";
            found.Remove(name);
        }

        matchers = found;
        return Math.Min(end + 1, tokens.Count);
    }
}

/// <summary>A condition on a label of the series that are selected.</summary>
/// <param name="Operator"><c>=</c>, <c>!=</c>, <c>=~</c> or <c>!~</c>.</param>
/// <param name="Value">The value, in its quotes.</param>
internal sealed record LabelMatcher(string Label, string Operator, string Value)
{
    public override string ToString() => $"{Label}{Operator}{Value}";
}
