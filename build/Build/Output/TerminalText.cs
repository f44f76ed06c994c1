using System.Text;
using System.Text.RegularExpressions;

namespace GitOpsDemo.Build.Output;

/// <summary>Makes lines fit a terminal. Sequences that colour a line take no room in it.</summary>
internal static class TerminalText
{
    private static readonly Regex Sequence = new(@"\e\[[0-9;?]*[A-Za-z]");
    private static readonly Regex Colour = new(@"\e\[(?<codes>[0-9]{1,3}(;[0-9]{1,3})*)m");
    private static readonly Regex Digest = new("(sha256:[0-9a-f]{12})[0-9a-f]{52}");
    private static readonly Regex Word = new(" *[^ ]+");
    private static readonly Regex BeforeDigest = new("(?=@)");

    private const int Indent = 2;
    private const int Bold = 1;
    private const int Faint = 2;

    /// <summary>How many columns a line takes.</summary>
    public static int Length(string line) => Sequence.Replace(line, "").Length;

    /// <summary>
    /// Shortens the digests of a line that is too long: twelve digits tell one image from another, and the report's files have them whole.
    /// </summary>
    public static string Shorten(string line, int width) => Length(line) <= width ? line : Digest.Replace(line, "$1…");

    /// <summary>
    /// A line in colours that a light background shows as well as a dark one: not white, not yellow, none of the bright ones, and no grey,
    /// which is the background itself in some themes. Cake's messages, white on red, become a red word before plain text, for a row that
    /// scrolls in would be red to its end.
    /// </summary>
    public static string Readable(string line) => Colour.Replace(line, match =>
    {
        var codes = match.Groups["codes"].Value.Split(';').Select(int.Parse).ToList();
        if (codes.Exists(code => code is 38 or 48))
        {
            // What follows these is the number of one of 256 colours or its parts, and no code.
            return match.Value;
        }

        var readable = codes.Select(code => Readable(code, codes.Contains(Bold))).Where(code => code is not null).Distinct();
        return string.Join(';', readable) is { Length: > 0 } some ? $"\e[{some}m" : "";
    });

    /// <summary>Cuts a line off, and takes out of it what would move the cursor: programs and servers have written some of it.</summary>
    public static string Cut(string line, int width)
    {
        var shown = string.Concat(line.Select(letter => char.IsControl(letter) ? ' ' : letter));
        return shown.Length <= width ? shown : string.Concat(shown.AsSpan(0, Math.Max(0, width - 1)), "…");
    }

    /// <summary>Breaks a line between words into at most so many rows; the last one tells where more is cut off.</summary>
    public static IEnumerable<string> Rows(string line, int width, int most)
    {
        var rows = Wrap(Cut(line, int.MaxValue), width).Split('\n');
        return rows.Take(most).Select((row, index) => Cut(index == most - 1 && rows.Length > most ? $"{row} …" : row, width));
    }

    /// <summary>
    /// Breaks a line between words, and an image reference that fits no line before its digest. What is still longer than a line is left to
    /// the terminal, which copies it in one piece.
    /// </summary>
    public static string Wrap(string line, int width)
    {
        if (Length(line) <= width)
        {
            return line;
        }

        var margin = Math.Min(width / 2, line.Length - line.TrimStart(' ').Length + Indent);
        var text = new StringBuilder();
        var column = 0;
        foreach (var piece in Word.Matches(line).SelectMany(word => Pieces(word.Value, width - margin)))
        {
            var isNext = column > margin && column + Length(piece) > width;
            var word = isNext ? piece.TrimStart(' ') : piece;
            text.Append(isNext ? '\n' + new string(' ', margin) : "").Append(word);
            column = (isNext ? margin : column) + Length(word);
        }

        return text.ToString();
    }

    /// <summary>The code for a readable colour (ECMA-48, 8.3.117); null for the terminal's own.</summary>
    private static int? Readable(int code, bool isBold) => code switch
    {
        30 or 37 or 40 or 47 or 97 => null,
        33 or 93 => Bold,
        90 => Faint,
        >= 41 and <= 46 => isBold ? null : code - 10,
        >= 91 and <= 96 => code - 60,
        _ => code,
    };

    private static IEnumerable<string> Pieces(string word, int room) =>
        Length(word.TrimStart(' ')) <= room ? [word] : BeforeDigest.Split(word);
}
