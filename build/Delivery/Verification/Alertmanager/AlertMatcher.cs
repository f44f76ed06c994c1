using System.Text.RegularExpressions;

namespace GitOpsDemo.Delivery.Verification.Alertmanager;

/// <summary>A condition on a label of an alert. A label that the alert does not have is empty.</summary>
/// <param name="Label">The label.</param>
/// <param name="Value">The value, or the regular expression (RE2), which is anchored at both ends.</param>
/// <param name="IsRegex">Whether it is a regular expression.</param>
/// <param name="IsEqual">Whether it has to match, and not must not.</param>
internal sealed partial record AlertMatcher(string Label, string Value, bool IsRegex, bool IsEqual)
{
    /// <summary>Reads <c>severity =~ "warning|info"</c>; the quotes may be missing.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static AlertMatcher Parse(string text)
    {
        if (Pattern().Match(text) is not { Success: true } match)
        {
            throw new FormatException($"'{text}' is no matcher");
        }

        var sign = match.Groups["operator"].Value;
        var value = match.Groups["quoted"] is { Success: true } quoted
            ? Escape().Replace(quoted.Value, escape => escape.Value is @"\n" ? "\n" : escape.Value[1..])
            : match.Groups["bare"].Value;
        return new(match.Groups["label"].Value, value, sign.EndsWith('~'), sign[0] == '=');
    }

    /// <summary>Whether an alert with these labels meets it.</summary>
    /// <exception cref="DeliveryException">Its regular expression is one that only Alertmanager can read.</exception>
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        var value = labels.GetValueOrDefault(Label) ?? "";
        return IsEqual == (IsRegex ? MatchesExpression(value) : value == Value);
    }

    /// <summary>Without backtracking an expression means what it means to RE2, and takes no longer.</summary>
    private bool MatchesExpression(string value)
    {
        try
        {
            return Regex.IsMatch(value, $@"\A(?:{Value.Replace("(?P<", "(?<", StringComparison.Ordinal)})\z", RegexOptions.NonBacktracking);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new DeliveryException(
                $"whether alerts match {Label}=~\"{Untrusted.Shown(Value)}\" can't be told",
                exception.Message,
                "write the expression in the route or the silence more simply, or look with `amtool config routes test`",
                exception);
        }
    }

    [GeneratedRegex("""^\s*(?<label>[a-zA-Z_][a-zA-Z0-9_]*)\s*(?<operator>=~|!~|!=|=)\s*(?:"(?<quoted>.*)"|(?<bare>.*?))\s*$""")]
    private static partial Regex Pattern();

    /// <summary>What Alertmanager takes for an escape between quotes; any other backslash is itself.</summary>
    [GeneratedRegex("""\\[\\n"]""")]
    private static partial Regex Escape();
}
