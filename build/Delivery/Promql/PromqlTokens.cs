using System.Text.RegularExpressions;

namespace GitOpsDemo.Delivery.Promql;

/// <summary>
/// Takes a PromQL expression apart as Prometheus' own lexer does
/// (<see href="https://prometheus.io/docs/prometheus/latest/querying/basics/"/>). It judges nothing: what Prometheus would refuse comes
/// out in pieces too.
/// </summary>
internal static partial class PromqlTokens
{
    private static readonly PromqlTokenKind[] Kinds = Enum.GetValues<PromqlTokenKind>();

    /// <summary>The pieces in order; their texts one after another are the expression.</summary>
    public static IReadOnlyList<PromqlToken> Read(string expression) =>
        [.. Token().Matches(expression).Select(match => new PromqlToken(Kinds.First(kind => match.Groups[$"{kind}"].Success), match.Value))];

    /// <summary>The pieces that mean something, in order: neither blanks nor comments.</summary>
    public static List<PromqlToken> ReadMeaningful(string expression) =>
        [.. Read(expression).Where(token => token.Kind is not (PromqlTokenKind.Space or PromqlTokenKind.Comment))];

    /// <remarks>A colon starts a word only before a letter: the one of <c>[1h:5m]</c> starts none.</remarks>
    [GeneratedRegex(
        """
        (?<Space>\s+) |
        (?<Comment>\#[^\r\n]*) |
        (?<String>"(?>\\.|[^"\\])*"? | '(?>\\.|[^'\\])*'? | `[^`]*`?) |
        (?<Duration>(?:[0-9]+(?:ms|[smhdwy]))+) |
        (?<Number>0[xX][0-9a-fA-F_]+ | (?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?) |
        (?<Word>:*[a-zA-Z_][a-zA-Z0-9_:]*) |
        (?<Punctuation>=~|!~|==|!=|>=|<=|.)
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Token();
}
