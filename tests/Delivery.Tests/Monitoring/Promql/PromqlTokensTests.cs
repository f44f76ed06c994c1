using GitOpsDemo.Delivery.Monitoring.Promql;
using GitOpsDemo.Testing;

using Kind = GitOpsDemo.Delivery.Monitoring.Promql.PromqlTokenKind;

namespace GitOpsDemo.Delivery.Tests.Monitoring.Promql;

public sealed class PromqlTokensTests
{
    [Fact]
    public void An_expression_comes_apart_into_its_words_matchers_and_durations()
    {
        var tokens = PromqlTokens.Read("""rate(x_total{code=~"5..", a!='b'}[5m]) >= 1e-3""");

        PromqlToken[] expected =
        [
            new(Kind.Word, "rate"), new(Kind.Punctuation, "("), new(Kind.Word, "x_total"), new(Kind.Punctuation, "{"),
            new(Kind.Word, "code"), new(Kind.Punctuation, "=~"), new(
                Kind.Quoted, "\"5..\""), new(Kind.Punctuation, ","), new(Kind.Space, " "),
            new(Kind.Word, "a"), new(Kind.Punctuation, "!="), new(Kind.Quoted, "'b'"), new(Kind.Punctuation, "}"),
            new(Kind.Punctuation, "["), new(Kind.Duration, "5m"), new(Kind.Punctuation, "]"), new(Kind.Punctuation, ")"),
            new(Kind.Space, " "), new(Kind.Punctuation, ">="), new(Kind.Space, " "), new(Kind.Number, "1e-3"),
        ];
        Assert.Equal(expected, tokens);
    }

    [Theory]
    [InlineData("5m", nameof(Kind.Duration))]
    [InlineData("1h30m", nameof(Kind.Duration))]
    [InlineData("150ms", nameof(Kind.Duration))]
    [InlineData("0", nameof(Kind.Number))]
    [InlineData("0.95", nameof(Kind.Number))]
    [InlineData(".5", nameof(Kind.Number))]
    [InlineData("1e3", nameof(Kind.Number))]
    [InlineData("1_000", nameof(Kind.Number))]
    [InlineData("0x1d", nameof(Kind.Number))]
    [InlineData("Inf", nameof(Kind.Word))]
    [InlineData("job:errors:rate5m", nameof(Kind.Word))]
    [InlineData(":recorded", nameof(Kind.Word))]
    [InlineData("m5m", nameof(Kind.Word))]
    [InlineData("\"a 5m \\\" b\"", nameof(Kind.Quoted))]
    [InlineData("`a 5m \\`", nameof(Kind.Quoted))]
    [InlineData("# until the line ends: 5m \"", nameof(Kind.Comment))]
    [InlineData("\"never closed 5m", nameof(Kind.Quoted))]
    public void A_piece_has_a_kind(string text, string kind) =>
        Assert.Equal([new(Enum.Parse<Kind>(kind), text)], PromqlTokens.Read(text));

    [Fact]
    public void A_subquery_has_two_durations() =>
        Assert.Equal(
            ["1h", "30s"],
            PromqlTokens.Read("max_over_time(x[1h:30s])").Where(token => token.Kind == Kind.Duration).Select(token => token.Text));

    [Theory]
    [InlineData("")]
    [InlineData("é \0 \\ ''' \"\\")]
    [InlineData("sum(\r\n\t{\"metric.with.dots\"} # why\n)")]
    public void The_pieces_are_the_whole_expression(string expression) =>
        Assert.Equal(expression, string.Concat(PromqlTokens.Read(expression).Select(token => token.Text)));

    [Fact]
    public void The_pieces_of_our_rules_are_the_whole_rules()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "monitoring/alerts.yaml"));

        Assert.Equal(text, string.Concat(PromqlTokens.Read(text).Select(token => token.Text)));
    }
}
