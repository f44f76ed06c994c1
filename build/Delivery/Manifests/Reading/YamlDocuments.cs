using System.Buffers;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace GitOpsDemo.Delivery.Manifests.Reading;

/// <summary>Reads YAML text into trees, within limits.</summary>
public static class YamlDocuments
{
    /// <summary>10 MiB, far above what an API server takes (1.5 MiB an object).</summary>
    public const int MaximumLength = 10 * 1024 * 1024;

    private static readonly SearchValues<char> NotPrintable = SearchValues.Create(
    [
        .. Enumerable.Range(0, 0xA0)
            .Select(code => (char)code)
            .Where(c => char.IsControl(c) && c is not ('\t' or '\n' or '\r' or '\u0085')),
    ]);

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text of a file, which may have 10 MiB.</summary>
    /// <exception cref="DeliveryException">The file is missing, can't be read, or is larger.</exception>
    public static string ReadFile(string path)
    {
        try
        {
            return new FileInfo(path).Length <= MaximumLength ? File.ReadAllText(path, Utf8) : throw TooLarge(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new DeliveryException($"{path} can't be read", exception.Message, "put a readable file there", exception);
        }
    }

    /// <summary>The top node of each document that is not empty.</summary>
    /// <exception cref="DeliveryException">The text is not YAML, is too large, or has aliases, duplicate keys or deep nesting.</exception>
    public static IEnumerable<YamlNode> Parse(string yaml, string source)
    {
        if (yaml.Length > MaximumLength)
        {
            throw TooLarge(source);
        }

        try
        {
            var stream = new YamlStream();
            stream.Load(Parser(yaml));
            return [.. stream.Documents.Select(document => document.RootNode).Where(node => !ManifestNode.IsNull(node))];
        }
        catch (Exception exception) when (IsOfContent(exception))
        {
            throw NotValid(source, exception);
        }
    }

    /// <summary>What reads a text's events, within limits.</summary>
    /// <exception cref="FormatException">The text has a character that YAML does not.</exception>
    public static IParser Parser(string yaml) => IsPrintable(yaml)
        ? new BoundedParser(new Parser(new StringReader(yaml)))
        : throw new FormatException("it has control characters");

    /// <summary>
    /// Whether a text has no control characters but those of YAML (its <c>c-printable</c>): the parser would take a NUL for the end.
    /// </summary>
    public static bool IsPrintable(string yaml) => !yaml.AsSpan().ContainsAny(NotPrintable);

    /// <summary>Whether an exception is what YamlDotNet throws of content: mostly its own, of some broken texts any other.</summary>
    public static bool IsOfContent(Exception exception) =>
        exception is YamlException or InvalidOperationException or ArgumentException or FormatException or OverflowException;

    /// <summary>The error for a text that is no YAML.</summary>
    public static DeliveryException NotValid(string source, Exception exception)
    {
        var place = exception is YamlException { Start: var mark } ? $"line {mark.Line}, column {mark.Column}: " : "";
        return new(
            $"{source} is not valid YAML",
            place + Untrusted.Shown(exception.InnerException?.Message ?? exception.Message),
            "fix the file at that place",
            exception);
    }

    private static DeliveryException TooLarge(string source) =>
        new($"{source} can't be read", $"it is larger than {MaximumLength / 1024 / 1024} MiB", "give a file of manifests");
}

/// <summary>
/// Passes YAML events on while they stay harmless. Aliases are refused, because a few lines of them expand to gigabytes, and
/// deep nesting, because walking the tree recurses.
/// </summary>
internal sealed class BoundedParser(IParser inner) : IParser
{
    /// <summary>Levels of nesting. A Deployment has about 12.</summary>
    private const int MaximumDepth = 64;

    /// <summary>Nodes of all documents together. A rendered overlay has some hundred.</summary>
    private const int MaximumEvents = 100_000;

    private int _depth;
    private int _events;

    public ParsingEvent? Current => inner.Current;

    public bool MoveNext()
    {
        if (!inner.MoveNext())
        {
            return false;
        }

        var current = inner.Current!;
        _depth += current.NestingIncrease;
        if (current is AnchorAlias)
        {
            throw new YamlException(current.Start, current.End, "aliases (*name) are not supported here; write the value out");
        }

        if (++_events > MaximumEvents)
        {
            throw new YamlException(current.Start, current.End, $"it has more than {MaximumEvents} parts");
        }

        if (_depth > MaximumDepth)
        {
            throw new YamlException(current.Start, current.End, $"nested more than {MaximumDepth} levels deep");
        }

        return true;
    }
}
