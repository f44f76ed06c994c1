using System.Collections.Frozen;

namespace GitOpsDemo.Delivery.Verification.Prometheus;

/// <summary>
/// Finds the metrics that a PromQL expression selects, for servers that cannot be asked
/// (<c>/api/v1/parse_query</c> came with Prometheus 3). A reader of words, not a parser: the server has judged the syntax before.
/// </summary>
internal static class MetricNames
{
    /// <summary>Words that stand before a list of labels.</summary>
    private static readonly FrozenSet<string> LabelLists = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "by", "without", "on", "ignoring", "group_left", "group_right");

    /// <summary>Words that are no metrics where they stand alone.</summary>
    private static readonly FrozenSet<string> Keywords = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "and", "or", "unless", "bool", "offset", "inf", "nan", "atan2", "start", "end");

    /// <summary>Each metric once, in the order in which they stand.</summary>
    public static IReadOnlyList<string> In(string expression)
    {
        var metrics = new List<string>();
        for (var at = 0; at < expression.Length;)
        {
            switch (expression[at])
            {
                case '"' or '\'' or '`':
                    at = EndOfString(expression, at);
                    break;
                case '#':
                    at = EndOf(expression, at, '\n');
                    break;
                case '{':
                    at = EndOfMatchers(expression, at);
                    break;
                case '[':
                    at = EndOf(expression, at, ']');
                    break;
                case var c when char.IsAsciiDigit(c):
                    at = EndOfWord(expression, at);
                    break;
                case var c when IsWord(c):
                    at = ReadWord(expression, at, metrics);
                    break;
                default:
                    at++;
                    break;
            }
        }

        return metrics;
    }

    private static int ReadWord(string expression, int at, List<string> metrics)
    {
        var end = EndOfWord(expression, at);
        var word = expression[at..end];
        var next = end;
        while (next < expression.Length && char.IsWhiteSpace(expression[next]))
        {
            next++;
        }

        var hasParenthesis = next < expression.Length && expression[next] == '(';
        if (LabelLists.Contains(word))
        {
            return hasParenthesis ? EndOf(expression, next, ')') : end;
        }

        if (!hasParenthesis && !Keywords.Contains(word) && !IsAggregation(expression, word, next) && !metrics.Contains(word))
        {
            metrics.Add(word);
        }

        return end;
    }

    /// <summary>The word is an aggregation when its list of labels stands before its parentheses: <c>sum by (x) (…)</c>.</summary>
    private static bool IsAggregation(string expression, string word, int next) =>
        (expression[next..].StartsWith("by", StringComparison.OrdinalIgnoreCase) || expression[next..].StartsWith("without", StringComparison.OrdinalIgnoreCase))
        && word.All(char.IsAsciiLetterOrDigit);

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or ':';

    private static int EndOfWord(string text, int at)
    {
        while (at < text.Length && IsWord(text[at]))
        {
            at++;
        }

        return at;
    }

    private static int EndOf(string text, int at, char last) => text.IndexOf(last, at) is var end and >= 0 ? end + 1 : text.Length;

    private static int EndOfMatchers(string text, int at)
    {
        for (at++; at < text.Length && text[at] != '}';)
        {
            at = text[at] is '"' or '\'' or '`' ? EndOfString(text, at) : at + 1;
        }

        return at + 1;
    }

    private static int EndOfString(string text, int at)
    {
        var quote = text[at];
        for (at++; at < text.Length && text[at] != quote; at++)
        {
            if (text[at] == '\\' && quote != '`')
            {
                at++;
            }
        }

        return at + 1;
    }
}
