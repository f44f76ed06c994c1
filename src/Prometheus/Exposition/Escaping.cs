using System.Text;

namespace Prometheus;

/// <summary>Text as the formats want it: UTF-8, with backslash, line feed and, between quotes, the quote escaped.</summary>
internal static class Escaping
{
    /// <summary>The values with each lone surrogate replaced, which UTF-8 has no bytes for: what looks the same is one series.</summary>
    public static string[] WellFormed(ReadOnlySpan<string> values)
    {
        var wellFormed = values.ToArray();
        foreach (ref var value in wellFormed.AsSpan())
        {
            if (value.Any(char.IsSurrogate))
            {
                value = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value));
            }
        }

        return wellFormed;
    }

    public static byte[] HelpText(string help) => Encoding.UTF8.GetBytes(EscapeLines(help));

    public static byte[] QuotedText(string text) => Encoding.UTF8.GetBytes(EscapeQuoted(text));

    /// <summary><c>name1="value1",name2="value2"</c>.</summary>
    public static byte[] Labels(IReadOnlyList<string> names, IReadOnlyList<string> values) =>
        Encoding.UTF8.GetBytes(string.Join(',', names.Select((name, index) => $"{name}=\"{EscapeQuoted(values[index])}\"")));

    /// <inheritdoc cref="Labels(IReadOnlyList{string}, IReadOnlyList{string})"/>
    public static byte[] Labels(Exemplar exemplar) =>
        Labels([.. exemplar.Pairs.Select(pair => pair.Name)], [.. exemplar.Pairs.Select(pair => pair.Value)]);

    private static string EscapeQuoted(string text) => EscapeLines(text).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string EscapeLines(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
