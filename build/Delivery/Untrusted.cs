using System.Text;

namespace GitOpsDemo.Delivery;

/// <summary>Text that came from outside, made fit for a message.</summary>
public static class Untrusted
{
    private const int Longest = 200;

    /// <summary>The text with control and other invisible characters as <c>?</c>, cut to 200 characters.</summary>
    public static string Shown(string text)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Take(Longest))
        {
            shown.Append(IsHidden(rune) ? "?" : rune.ToString());
        }

        return text.Length > Longest ? $"{shown}…" : shown.ToString();
    }

    /// <summary>Whether a text has no control and no other invisible characters, and is whole.</summary>
    public static bool IsPlain(string text) => text.EnumerateRunes().All(rune => !IsHidden(rune));

    private static bool IsHidden(Rune rune) => Rune.IsControl(rune) || rune == Rune.ReplacementChar || IsFormat(rune);

    private static bool IsFormat(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Format
            or System.Globalization.UnicodeCategory.LineSeparator
            or System.Globalization.UnicodeCategory.ParagraphSeparator;
}
