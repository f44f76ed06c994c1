using System.Text;
using GitOpsDemo.Delivery.Manifests.Reading;

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
