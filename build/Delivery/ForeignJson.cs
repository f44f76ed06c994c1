using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GitOpsDemo.Delivery;

/// <summary>JSON that a program or a server wrote: read whole and strictly, so that nothing is thrown where it is used.</summary>
public static class ForeignJson
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The end of what System.Text.Json says, where lines count from 0, and advice for programmers before it.</summary>
    private static readonly Regex Ending = new(
        @"( Change the reader options\.)?( Path: \S* \|)? LineNumber: [0-9]+ \| BytePositionInLine: [0-9]+\.?\z");

    /// <summary>Reads a document and what it means.</summary>
    /// <param name="json">Its text.</param>
    /// <param name="what">What it is, such as <c>the Application</c>.</param>
    /// <param name="next">What to do when it can't be read.</param>
    /// <param name="read">Makes something of it. It may ask values for what they are not.</param>
    /// <exception cref="DeliveryException">
    /// It is no JSON, says a thing twice, has a text that is no Unicode, or is not what <paramref name="read"/> takes it for.
    /// </exception>
    public static T Read<T>(string json, string what, string next, Func<JsonNode, T> read)
    {
        try
        {
            RequireUnicode(json);
            return read(JsonNode.Parse(json, documentOptions: Strict) ?? throw new JsonException("it is null"));
        }
        catch (Exception exception) when (IsOfContent(exception))
        {
            throw new DeliveryException($"{what} can't be read", Explained(exception), next, exception);
        }
    }

    /// <summary>Reads a document.</summary>
    /// <inheritdoc cref="Read{T}(string, string, string, Func{JsonNode, T})"/>
    public static JsonNode Read(string json, string what, string next) => Read(json, what, next, node => node);

    /// <summary>What is wrong with a text, at the line and column that an editor shows, and below which keys where that is known.</summary>
    public static string Explained(Exception exception)
    {
        var path = exception is JsonException { Path: { Length: > 1 } keys } ? $", {Untrusted.Shown(keys)}" : "";
        var place = exception is JsonException { LineNumber: { } line, BytePositionInLine: { } column }
            ? $"line {line + 1}, column {column + 1}{path}: "
            : "";
        return place + Untrusted.Shown(Ending.Replace(exception.Message, ""));
    }

    /// <summary>Whether an exception is what System.Text.Json throws of content, rather than what is wrong with this program.</summary>
    public static bool IsOfContent(Exception exception) =>
        exception is JsonException or InvalidOperationException or FormatException or OverflowException or KeyNotFoundException;

    /// <summary>An escape of half a character is valid JSON, and throws when the text is read.</summary>
    private static void RequireUnicode(string json)
    {
        if (!json.Contains("\\u", StringComparison.Ordinal))
        {
            return;
        }

        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        while (reader.Read())
        {
            if (reader is { TokenType: JsonTokenType.String or JsonTokenType.PropertyName, ValueIsEscaped: true })
            {
                reader.GetString();
            }
        }
    }
}

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

    /// <summary>The text, or its beginning and <c>…</c>: at most so many characters.</summary>
    public static string Cut(string text, int longest) => text.Length <= longest ? text : $"{text[..(longest - 1)]}…";

    /// <summary>Whether a text has no control and no other invisible characters, and is whole.</summary>
    public static bool IsPlain(string text) => text.EnumerateRunes().All(rune => !IsHidden(rune));

    private static bool IsHidden(Rune rune) => Rune.IsControl(rune) || rune == Rune.ReplacementChar || IsFormat(rune);

    private static bool IsFormat(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Format
            or System.Globalization.UnicodeCategory.LineSeparator
            or System.Globalization.UnicodeCategory.ParagraphSeparator;
}
