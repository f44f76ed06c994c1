using GitOpsDemo.Delivery.Monitoring.Alerts;

namespace GitOpsDemo.Delivery.Tests.Monitoring.Alerts;

public sealed class AlertMatcherTests
{
    [Theory]
    [InlineData("severity=critical", "critical", true)]
    [InlineData("severity = \"critical\"", "critical", true)]
    [InlineData("severity!=critical", "critical", false)]
    [InlineData("severity=~\"warning|critical\"", "critical", true)]
    [InlineData("severity=~\"critic\"", "critical", false)]
    [InlineData("severity!~\"warn.*\"", "critical", true)]
    [InlineData("severity=~\"(?P<how>critical)\"", "critical", true)]
    public void A_matcher_is_read_and_compared_as_Alertmanager_does(string matcher, string severity, bool matches) =>
        Assert.Equal(matches, Matches(matcher, severity));

    [Theory]
    [InlineData("""severity=~"a\\.b" """, "a.b", true)]
    [InlineData("""severity=~"a\\.b" """, "axb", false)]
    [InlineData("""severity=~"a\.b" """, "axb", false)]
    [InlineData("""severity="say \"now\"" """, "say \"now\"", true)]
    public void Escapes_between_quotes_are_undone(string matcher, string severity, bool matches) =>
        Assert.Equal(matches, Matches(matcher, severity));

    [Theory]
    [InlineData(@"severity=~\pL+")]
    [InlineData("severity=~[")]
    public void An_expression_that_only_Alertmanager_reads_is_said_in_words(string matcher)
    {
        var failure = Assert.Throws<DeliveryException>(() => Matches(matcher, "critical"));

        Assert.Contains("can't be decided", failure.What, StringComparison.Ordinal);
    }

    private static bool Matches(string matcher, string severity) =>
        AlertMatcher.Parse(matcher).Matches(new Dictionary<string, string> { ["severity"] = severity });
}
