using System.Text.RegularExpressions;

namespace GitOpsDemo.Delivery.Verification.Alertmanager;

/// <summary>A condition on a label of an alert. A label that the alert does not have is empty.</summary>
/// <param name="Label">The label.</param>
/// <param name="Value">The value, or the regular expression, which is anchored at both ends.</param>
/// <param name="IsRegex">Whether it is a regular expression.</param>
/// <param name="IsEqual">Whether it has to match, and not must not.</param>
internal sealed partial record AlertMatcher(string Label, string Value, bool IsRegex, bool IsEqual)
{
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Reads <c>severity =~ "warning|info"</c>; the quotes may be missing.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static AlertMatcher Parse(string text) => Pattern().Match(text) is { Success: true } match
        ? new(match.Groups["label"].Value, match.Groups["value"].Value, match.Groups["operator"].Value.EndsWith('~'), match.Groups["operator"].Value[0] == '=')
        : throw new FormatException($"'{text}' is no matcher");

    /// <summary>Whether an alert with these labels meets it.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        var value = labels.GetValueOrDefault(Label) ?? "";
        return IsEqual == (IsRegex ? Regex.IsMatch(value, $"^(?:{Value})$", RegexOptions.None, MatchTimeout) : value == Value);
    }

    [GeneratedRegex("""^\s*(?<label>[a-zA-Z_][a-zA-Z0-9_]*)\s*(?<operator>=~|!~|!=|=)\s*(?:"(?<value>.*)"|(?<value>.*?))\s*$""")]
    private static partial Regex Pattern();
}
