using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace GitOpsDemo.Delivery.GitOps.Yaml;

/// <summary>A YAML file of one document as a tree of nodes that know where their text is.</summary>
internal sealed class YamlTree
{
    private static readonly Regex Properties = new(@"\G([&!][^\s,\[\]{}]*(\s+(#.*\n\s*)?)?)*");

    /// <summary>Far deeper than any kustomization, and shallow enough for the stack.</summary>
    private const int MaximumDepth = 100;

    /// <summary>Some hundred times as many as the largest kustomization that people write.</summary>
    private const int MaximumNodes = 50_000;

    private readonly Parser _parser;
    private readonly string _text;
    private readonly Dictionary<string, string?> _anchored = [];
    private readonly HashSet<string> _aliased = [];
    private int _depth;
    private int _nodes;

    private YamlTree(string text)
    {
        _text = text;
        _parser = new Parser(new StringReader(text));
        _parser.Consume<StreamStart>();
        if (!_parser.Accept<DocumentStart>(out _))
        {
            throw new FormatException("it is empty");
        }

        _parser.Consume<DocumentStart>();
        Root = Read();
        var end = _parser.Consume<DocumentEnd>();
        End = end.IsImplicit ? text.Length : Offset(end.Start);
        if (!_parser.Accept<StreamEnd>(out _))
        {
            throw new FormatException("it has more than one document");
        }
    }

    public YamlNode Root { get; }

    /// <summary>The offset where the document's text ends: the end of the file, or the line <c>...</c>.</summary>
    public int End { get; }

    /// <summary>Reads a file's text.</summary>
    /// <exception cref="FormatException">It is no YAML of one document; the message says why.</exception>
    public static YamlTree Parse(string text)
    {
        try
        {
            return new YamlTree(text);
        }
        catch (YamlException exception)
        {
            throw new FormatException($"line {exception.Start.Line}: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or OverflowException)
        {
            // YamlDotNet 16.3 meets some broken texts, such as a list without its bracket, with these.
            throw new FormatException("it is no YAML", exception);
        }
    }

    /// <summary>Whether the node has an anchor that some alias of the file refers to.</summary>
    public bool IsShared(YamlNode node) =>
        node.Kind is not YamlNodeKind.Alias && node.Anchor is { } anchor && _aliased.Contains(anchor);

    private YamlNode Read()
    {
        if (++_depth > MaximumDepth)
        {
            throw new FormatException($"it is nested deeper than {MaximumDepth} levels");
        }

        if (++_nodes > MaximumNodes)
        {
            throw new FormatException($"it has more than {MaximumNodes} parts");
        }

        var node = _parser.Consume<ParsingEvent>() switch
        {
            Scalar scalar => ReadScalar(scalar),
            AnchorAlias alias => ReadAlias(alias),
            SequenceStart start => ReadChildren<SequenceEnd>(YamlNodeKind.Sequence, start, start.Style is SequenceStyle.Flow),
            MappingStart start => ReadChildren<MappingEnd>(YamlNodeKind.Mapping, start, start.Style is MappingStyle.Flow),
            var other => throw new FormatException($"it has an unexpected {other.GetType().Name}"),
        };
        _depth--;
        return node;
    }

    private YamlNode ReadScalar(Scalar scalar)
    {
        var end = Offset(scalar.End);
        var start = Math.Min(ContentStart(scalar), end);
        var node = Node(YamlNodeKind.Scalar, scalar, start, TrimmedEnd(start, end)) with { Value = scalar.Value, Style = scalar.Style };
        if (node.Anchor is { } anchor)
        {
            _anchored[anchor] = scalar.Value;
        }

        return node;
    }

    private YamlNode ReadAlias(AnchorAlias alias)
    {
        var name = alias.Value.Value;
        if (!_anchored.TryGetValue(name, out var value))
        {
            throw new FormatException($"line {alias.Start.Line}: alias *{name} refers to no anchor");
        }

        _aliased.Add(name);
        return new YamlNode(YamlNodeKind.Alias, Offset(alias.Start), Offset(alias.End), Indent(alias)) { Anchor = name, Value = value };
    }

    private YamlNode ReadChildren<TEnd>(YamlNodeKind kind, NodeEvent opening, bool isFlow)
        where TEnd : ParsingEvent
    {
        if (!opening.Anchor.IsEmpty)
        {
            _anchored[opening.Anchor.Value] = null;
        }

        var children = new List<YamlNode>();
        while (!_parser.Accept<TEnd>(out _))
        {
            children.Add(Read());
        }

        var closing = _parser.Consume<TEnd>();
        if (kind is YamlNodeKind.Mapping && children.Count % 2 != 0)
        {
            // YamlDotNet lets `key: 'text'*alias` pass.
            throw new FormatException("it has a key without a value, or a value without a key");
        }

        var start = ContentStart(opening);
        var end = isFlow ? Offset(closing.Start) + 1 : children.Count > 0 ? children[^1].End : start;
        return Node(kind, opening, start, end) with { IsFlow = isFlow, Children = children };
    }

    private static YamlNode Node(YamlNodeKind kind, NodeEvent read, int start, int end) => new(kind, start, end, Indent(read))
    {
        Anchor = read.Anchor.IsEmpty ? null : read.Anchor.Value,
        Tag = read.Tag.IsEmpty ? null : read.Tag.Value,
    };

    /// <summary>The parser's mark is before the node's anchor and tag.</summary>
    private int ContentStart(NodeEvent node)
    {
        var start = Offset(node.Start);
        return node.Anchor.IsEmpty && node.Tag.IsEmpty ? start : start + Properties.Match(_text, start).Length;
    }

    /// <summary>The parser's mark is behind the line breaks after a block scalar.</summary>
    private int TrimmedEnd(int start, int end) => start + _text.AsSpan(start, end - start).TrimEnd().Length;

    /// <summary>In a document without content the parser's mark is beyond the end.</summary>
    private int Offset(Mark mark) => (int)Math.Min(mark.Index, _text.Length);

    private static int Indent(ParsingEvent read) => (int)read.Start.Column - 1;
}

/// <summary>A node of a YAML file and where its text is.</summary>
/// <param name="Start">The offset of its first character, after an anchor and a tag.</param>
/// <param name="End">The offset after its last character that is no blank.</param>
/// <param name="Indent">How many columns are before it, anchor and tag included.</param>
internal sealed record YamlNode(YamlNodeKind Kind, int Start, int End, int Indent)
{
    /// <summary>The value of a scalar, or of the scalar that an alias refers to; else null.</summary>
    public string? Value { get; init; }

    /// <summary>How a scalar is quoted.</summary>
    public ScalarStyle Style { get; init; }

    /// <summary>Whether it is written with brackets or braces.</summary>
    public bool IsFlow { get; init; }

    /// <summary>The name of the anchor that it defines or, for an alias, refers to.</summary>
    public string? Anchor { get; init; }

    /// <summary>Its explicit tag, such as <c>tag:yaml.org,2002:str</c>.</summary>
    public string? Tag { get; init; }

    /// <summary>The items of a sequence; the keys and values of a mapping in turn.</summary>
    public IReadOnlyList<YamlNode> Children { get; init; } = [];

    /// <summary>The keys of a mapping, each with its value, in the file's order.</summary>
    public IEnumerable<(YamlNode Key, YamlNode Value)> Pairs =>
        Kind is YamlNodeKind.Mapping ? Children.Chunk(2).Select(pair => (pair[0], pair[1])) : [];

    /// <summary>Whether it stands for nothing: <c>images:</c>, <c>images: ~</c>.</summary>
    public bool IsNull => Kind is YamlNodeKind.Scalar && Tag is null && Style is ScalarStyle.Plain
        && Value is "" or "~" or "null" or "Null" or "NULL";

    /// <summary>Whether a YAML 1.1 or 1.2 reader takes a scalar for text, and not for a number, a truth value or a date.</summary>
    public bool IsText => Style is not ScalarStyle.Plain || Tag is "tag:yaml.org,2002:str" || !ScalarText.NeedsQuotes(Value ?? "");
}

internal enum YamlNodeKind
{
    Scalar,

    /// <summary>A reference to an anchor, <c>*name</c>.</summary>
    Alias,

    Sequence,

    Mapping,
}
