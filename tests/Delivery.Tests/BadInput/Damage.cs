using FsCheck;
using FsCheck.Fluent;

namespace GitOpsDemo.Delivery.Tests.BadInput;

/// <summary>Damages texts at random: pieces are put in, left out, doubled and swapped.</summary>
internal static class Damage
{
    private const int Most = 6;

    private static readonly string[] Pieces =
    [
        "", " ", "\t", "\n", "\r\n", "\0", "\u001b", "\u0085", "\u2028", "\ufeff", "\ud800", "\udfff", "\U0001F680", "\u0663", "'", "\"",
        "\\", "\\u", "\\ud800", "\\x", "/", "//", "..", "../",
        ":", ": ", "::", ",", "#", " #", "-", "- ", "---\n", "...\n", "{", "}", "[", "]", "&a ", "*a", "!", "!!str ", "|", ">", "%", "@",
        "`", "~", "?", "? ", "=", "<<: ", "$(id)", "{{", "}}",
        "null", "true", "NaN", "-1", "0", "01", "1e999", "99999999999999999999", "sha256:", "name: ", "images:\n", "\"status\":",
        "[[[[[[[[[[", "]]]]]]]]]]", "a", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ];

    /// <summary>A text, damaged in one to six places.</summary>
    public static Gen<string> To(params string[] texts) =>
        from text in Gen.Elements(texts)
        from count in Gen.Choose(1, Most)
        from edits in Gen.ArrayOf(Edit, count)
        select edits.Aggregate(text, Apply);

    private static Gen<(int Kind, int Place, int Length, string Piece)> Edit =>
        from kind in Gen.Choose(0, 4)
        from place in Gen.Choose(0, 1 << 20)
        from length in Gen.Choose(1, 12)
        from piece in Gen.Elements(Pieces)
        select (kind, place, length, piece);

    private static string Apply(string text, (int Kind, int Place, int Length, string Piece) edit)
    {
        var at = edit.Place % (text.Length + 1);
        var length = Math.Min(edit.Length, text.Length - at);
        return edit.Kind switch
        {
            0 or 1 => text.Insert(at, edit.Piece),
            2 => text.Remove(at, length),
            3 => text[..at] + edit.Piece + text[(at + length)..],
            _ => text.Insert(at, text.Substring(at, length)),
        };
    }
}
