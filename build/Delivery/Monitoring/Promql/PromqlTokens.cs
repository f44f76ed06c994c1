using System.Text.RegularExpressions;

namespace GitOpsDemo.Delivery.Monitoring.Promql;

/// <summary>
/// Takes a PromQL expression apart as Prometheus' own lexer does
/// (<see href="https://prometheus.io/docs/prometheus/latest/querying/basics/"/>). It judges nothing: what Prometheus would refuse comes
/// out in pieces too.
/// </summary>
public static class PromqlTokens
{
    /// <remarks>A colon starts a word only before a letter: the one of <c>[1h:5m]</c> starts none.</remarks>
    private static readonly Regex Token = new(
        """
        (?<Space>\s+) |
        (?<Comment>\#[^\r\n]*) |
        (?<Quoted>"(?>\\.|[^"\\])*"? | '(?>\\.|[^'\\])*'? | `[^`]*`?) |
        (?<Duration>(?:[0-9]+(?:ms|[smhdwy]))+) |
        (?<Number>0[xX][0-9a-fA-F_]+ | (?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?) |
        (?<Word>:*[a-zA-Z_][a-zA-Z0-9_:]*) |
        (?<Punctuation>=~|!~|==|!=|>=|<=|.)
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.Singleline | RegexOptions.ExplicitCapture);

    private static readonly PromqlTokenKind[] Kinds = Enum.GetValues<PromqlTokenKind>();

    /// <summary>The pieces in order; their texts one after another are the expression.</summary>
    public static IReadOnlyList<PromqlToken> Read(string expression) =>
    [
        .. Token.Matches(expression)
            .Select(match => new PromqlToken(Kinds.First(kind => match.Groups[$"{kind}"].Success), match.Value)),
    ];

    /// <summary>The pieces that mean something, in order: neither blanks nor comments.</summary>
    public static List<PromqlToken> ReadMeaningful(string expression) =>
        [.. Read(expression).Where(token => token.Kind is not (PromqlTokenKind.Space or PromqlTokenKind.Comment))];
}

/// <summary>A piece of a PromQL expression.</summary>
/// <param name="Text">It as it is written.</param>
public sealed record PromqlToken(PromqlTokenKind Kind, string Text);

/// <summary>What a piece of a PromQL expression is.</summary>
public enum PromqlTokenKind
{
    /// <summary>Blanks and line ends.</summary>
    Space,

    /// <summary>From <c>#</c> to the end of the line.</summary>
    Comment,

    /// <summary>Text with its quotes.</summary>
    Quoted,

    /// <summary>A duration, such as <c>5m</c> or <c>1h30m</c>.</summary>
    Duration,

    /// <summary>A number, without sign; <c>Inf</c> and <c>NaN</c> are words.</summary>
    Number,

    /// <summary>A name or a keyword: metric, label, function, <c>by</c>, <c>and</c>.</summary>
    Word,

    /// <summary>An operator, a bracket or a comma; <c>=~</c> and its like are one.</summary>
    Punctuation,
}
