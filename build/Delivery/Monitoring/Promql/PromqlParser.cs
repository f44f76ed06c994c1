using System.Collections.Frozen;
using System.Globalization;

namespace GitOpsDemo.Delivery.Monitoring.Promql;

/// <summary>Reads a PromQL expression into a tree, by the precedence of its operators.</summary>
internal sealed class PromqlParser
{
    /// <summary>Far deeper than anybody writes: the tree is walked by recursion.</summary>
    private const int MaximumDepth = 100;

    private const int Unary = 5;

    private static readonly FrozenDictionary<string, int> Precedence = new Dictionary<string, int>
    {
        ["or"] = 0,
        ["and"] = 1,
        ["unless"] = 1,
        ["=="] = 2,
        ["!="] = 2,
        [">"] = 2,
        ["<"] = 2,
        [">="] = 2,
        ["<="] = 2,
        ["+"] = 3,
        ["-"] = 3,
        ["*"] = 4,
        ["/"] = 4,
        ["%"] = 4,
        ["atan2"] = 4,
        ["^"] = 6,
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> Aggregations = FrozenSet.Create(
        "sum",
        "avg",
        "min",
        "max",
        "count",
        "group",
        "stddev",
        "stdvar",
        "topk",
        "bottomk",
        "quantile",
        "count_values",
        "limitk",
        "limit_ratio");

    private readonly List<PromqlToken> _tokens;
    private int _at;
    private int _depth;

    private PromqlParser(string expression) => _tokens = PromqlTokens.ReadMeaningful(expression);

    private string Next => Text(_at);

    /// <summary>
    /// An expression as a tree; null where it is none, or uses what is not known here. Whether Prometheus takes it, promtool says.
    /// </summary>
    public static PromqlNode? Parse(string expression)
    {
        var parser = new PromqlParser(expression);
        try
        {
            var tree = parser.Expression(0);
            return parser._at == parser._tokens.Count ? tree : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private PromqlNode Expression(int lowest)
    {
        if (++_depth > MaximumDepth)
        {
            throw new FormatException("it is nested too deep");
        }

        var left = Operand();
        while (Precedence.TryGetValue(Next, out var precedence) && precedence >= lowest)
        {
            var symbol = Take();
            Matching();
            var right = Expression(symbol == "^" ? precedence : precedence + 1);
            left = new PromqlBinary(symbol, left, right);
        }

        _depth--;
        return left;
    }

    /// <summary><c>bool</c>, and which labels the two sides are matched by.</summary>
    private void Matching()
    {
        Skip("bool");
        if (Next is "on" or "ignoring")
        {
            _at++;
            Labels();
            if (Next is "group_left" or "group_right")
            {
                _at++;
                if (Next == "(")
                {
                    Labels();
                }
            }
        }
    }

    private PromqlNode Operand()
    {
        if (Next is "+" or "-")
        {
            var isNegative = Take() == "-";
            return new PromqlSigned(isNegative, Expression(Unary));
        }

        var node = Primary();
        while (Next is "[" or "offset" or "@")
        {
            switch (Take())
            {
                case "[":
                    Until("]");
                    break;
                case "offset":
                    Skip("-");
                    Expect(PromqlTokenKind.Duration);
                    break;
                default:
                    Skip("-");
                    if (Take() is "start" or "end")
                    {
                        Expect("(");
                        Expect(")");
                    }

                    break;
            }
        }

        return node;
    }

    private PromqlNode Primary()
    {
        if (_at >= _tokens.Count)
        {
            throw new FormatException("it ends too early");
        }

        var token = _tokens[_at];
        switch (token.Kind)
        {
            case PromqlTokenKind.Number or PromqlTokenKind.Duration:
                _at++;
                return new PromqlNumber(Decimal(token.Text));
            case PromqlTokenKind.Quoted:
                _at++;
                return new PromqlText();
            case PromqlTokenKind.Word:
                return Word();
            default:
                return token.Text switch
                {
                    "(" => Parenthesis(),
                    "{" => Series(""),
                    _ => throw new FormatException($"{token.Text} is not expected there"),
                };
        }
    }

    private PromqlNode Parenthesis()
    {
        _at++;
        var inner = Expression(0);
        Expect(")");
        return inner;
    }

    private PromqlNode Word()
    {
        var (name, following) = (Next, Text(_at + 1));
        if (Aggregations.Contains(name) && following is "(" or "by" or "without")
        {
            return Aggregation();
        }

        if (name is "inf" or "nan" && following != "{")
        {
            _at++;
            return new PromqlNumber(double.NaN);
        }

        var written = _tokens[_at++].Text;
        return following == "(" ? new PromqlCall(written, Arguments()) : Series(written);
    }

    private PromqlAggregation Aggregation()
    {
        var function = Take();
        var grouping = Grouping();
        var arguments = Arguments();
        grouping ??= Grouping();
        return new(
            function, grouping is { IsWithout: false } by ? by.Labels : null, arguments)
        { IsWithout = grouping is { IsWithout: true } };
    }

    private (bool IsWithout, IReadOnlyList<string> Labels)? Grouping()
    {
        if (Next is not ("by" or "without"))
        {
            return null;
        }

        var isWithout = Take() == "without";
        return (isWithout, Labels());
    }

    private List<PromqlNode> Arguments()
    {
        Expect("(");
        var arguments = new List<PromqlNode>();
        while (Next != ")")
        {
            arguments.Add(Expression(0));
            if (Next != ")")
            {
                Expect(",");
            }
        }

        _at++;
        return arguments;
    }

    private PromqlSeries Series(string metric)
    {
        IReadOnlyList<LabelMatcher> matchers = [];
        if (Next == "{")
        {
            _at = Selector.ReadMatchers(_tokens, _at, ref metric, out matchers);
        }

        return new(new(metric, matchers));
    }

    private List<string> Labels()
    {
        Expect("(");
        var labels = new List<string>();
        while (Next != ")")
        {
            if (_at >= _tokens.Count)
            {
                throw new FormatException("it ends too early");
            }

            if (_tokens[_at].Text is var label and not ",")
            {
                labels.Add(label.Trim('"'));
            }

            _at++;
        }

        _at++;
        return labels;
    }

    private void Until(string end)
    {
        var close = _tokens.FindIndex(_at, token => token.Text == end);
        _at = close >= 0 ? close + 1 : throw new FormatException($"a {end} is missing");
    }

    /// <summary>Words of the language are known in small and in large letters.</summary>
    private string Text(int at) =>
        at >= _tokens.Count ? "" : _tokens[at] is { Kind: PromqlTokenKind.Word } word ? Known(word.Text) : _tokens[at].Text;

    private static string Known(string word)
    {
        var small = word.ToLowerInvariant();
        return Aggregations.Contains(small)
            || Precedence.ContainsKey(small)
            || small is "by" or "without" or "on" or "ignoring" or "group_left" or "group_right" or "bool" or "offset" or "inf" or "nan"
                ? small
                : word;
    }

    private string Take()
    {
        var taken = Next;
        _at++;
        return taken;
    }

    private void Skip(string text)
    {
        if (Next == text)
        {
            _at++;
        }
    }

    private void Expect(string text)
    {
        if (Take() != text)
        {
            throw new FormatException($"{text} is expected");
        }
    }

    private void Expect(PromqlTokenKind kind)
    {
        if (_at >= _tokens.Count || _tokens[_at++].Kind != kind)
        {
            throw new FormatException($"a {kind} is expected");
        }
    }

    private static double Decimal(string number) =>
        double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN;
}
