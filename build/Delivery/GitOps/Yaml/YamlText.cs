using System.Text;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Manifests.Reading;
using YamlDotNet.Core;

namespace GitOpsDemo.Delivery.GitOps.Yaml;

/// <summary>The text of a file in UTF-8, with or without a byte order mark.</summary>
internal sealed record YamlText(string Text, bool HasByteOrderMark)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>1 MiB, a hundred times the largest kustomization that people write.</summary>
    private const int MaximumLength = 1024 * 1024;

    /// <summary>Decodes a file's bytes.</summary>
    /// <exception cref="FormatException">They are not UTF-8, or more than 1 MiB.</exception>
    public static YamlText Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaximumLength)
        {
            throw new FormatException($"it is larger than {MaximumLength / 1024 / 1024} MiB");
        }

        var hasMark = bytes.StartsWith(Encoding.UTF8.Preamble);
        try
        {
            var text = Strict.GetString(hasMark ? bytes[Encoding.UTF8.Preamble.Length..] : bytes);
            return YamlDocuments.IsPrintable(text) ? new YamlText(text, hasMark) : throw new FormatException("it has control characters");
        }
        catch (DecoderFallbackException exception)
        {
            throw new FormatException("it is not UTF-8", exception);
        }
    }

    /// <summary>The file's bytes.</summary>
    public byte[] Encode() => HasByteOrderMark ? [.. Encoding.UTF8.Preamble, .. Strict.GetBytes(Text)] : Strict.GetBytes(Text);

    /// <summary>The offset of the line break after a place, or of the end of the text.</summary>
    public int EndOfLine(int at)
    {
        var feed = Text.IndexOf('\n', at);
        return feed < 0 ? Text.Length : feed > at && Text[feed - 1] == '\r' ? feed - 1 : feed;
    }

    /// <summary>The end of a place's line, or of the comments below that stand further right than a column: they belong to it.</summary>
    public int EndOfComments(int at, int column)
    {
        var end = EndOfLine(at);
        while (NextLine(end) is var start && start < Text.Length)
        {
            var indent = Text.AsSpan(start).IndexOfAnyExcept(' ');
            if (indent <= column || Text[start + indent] != '#')
            {
                break;
            }

            end = EndOfLine(start);
        }

        return end;
    }

    /// <summary>The line break at the end of the line of a place; on a last line without one, that of the first line.</summary>
    public string LineBreak(int at)
    {
        var end = EndOfLine(at);
        return end < Text.Length || at == 0 ? (Text.AsSpan(end).StartsWith('\r') ? "\r\n" : "\n") : LineBreak(0);
    }

    private int NextLine(int end) => Text.IndexOf('\n', end) is var feed && feed < 0 ? Text.Length : feed + 1;

    /// <summary>Whether a place is the first of its line.</summary>
    public bool IsStartOfLine(int at) => at == 0 || Text[at - 1] == '\n';
}

/// <summary>How the parts of an image reference are written as YAML scalars. Their alphabet has nothing that would need escaping.</summary>
internal static class ScalarText
{
    private static readonly Regex NotText = new(
        @"\A([-+.]?[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]*)?"
        + @"|0[xX][0-9a-fA-F_]*|0[oO][0-7_]*|0[bB][01_]*"
        + @"|[-+]?[0-9][0-9_]*(:[0-9_]+)+(\.[0-9_]*)?"
        + @"|[0-9]{4}-[0-9]{1,2}(-.*)?"
        + @"|_[0-9_]*"
        + @"|~|null|true|false|yes|no|on|off|y|n|[-+]?\.?inf|\.?nan)\z",
        RegexOptions.IgnoreCase);

    /// <summary>Writes a value in the style of the scalar whose place it takes.</summary>
    public static string Write(string value, ScalarStyle style) => style switch
    {
        ScalarStyle.SingleQuoted => $"'{value}'",
        ScalarStyle.Plain when !NeedsQuotes(value) => value,
        _ => $"\"{value}\"",
    };

    /// <summary>
    /// Whether some reader takes the plain value for something else than text: <c>1.10</c> is the number 1.1, <c>1234567</c> (a short
    /// commit id) an integer, <c>12e3456</c> infinity, <c>2026-11-22</c> a date, <c>on</c> a truth value.
    /// Errs on the side of quotes: readers differ (kustomize reads as YAML 1.1 does).
    /// </summary>
    public static bool NeedsQuotes(string value) => value.Length == 0 || NotText.IsMatch(value);
}

/// <summary>A span of text and what takes its place.</summary>
internal sealed record TextEdit(int Start, int End, string Replacement)
{
    /// <summary>Puts text in without taking any away.</summary>
    public static TextEdit Insert(int at, string text) => new(at, at, text);

    /// <summary>Makes the edits; those at one place in the order in which they are given.</summary>
    public static string Apply(string text, IEnumerable<TextEdit> edits)
    {
        var result = new StringBuilder(text.Length + 256);
        var position = 0;
        foreach (var edit in edits.OrderBy(edit => edit.Start))
        {
            result.Append(text, position, edit.Start - position).Append(edit.Replacement);
            position = edit.End;
        }

        return result.Append(text, position, text.Length - position).ToString();
    }
}
