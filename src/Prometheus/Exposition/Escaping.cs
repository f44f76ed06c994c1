using System.Text;

namespace Prometheus;

/// <summary>Text as the formats want it: UTF-8, with backslash, line feed and, between quotes, the quote escaped.</summary>
internal static class Escaping
{
    public static byte[] HelpText(string help) => Encoding.UTF8.GetBytes(EscapeLines(help));

    public static byte[] QuotedText(string text) => Encoding.UTF8.GetBytes(EscapeQuoted(text));

    /// <summary><c>name1="value1",name2="value2"</c>.</summary>
    public static byte[] Labels(IReadOnlyList<string> names, IReadOnlyList<string> values) =>
        Encoding.UTF8.GetBytes(string.Join(',', names.Select((name, index) => $"{name}=\"{EscapeQuoted(values[index])}\"")));

    private static string EscapeQuoted(string text) => EscapeLines(text).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string EscapeLines(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
