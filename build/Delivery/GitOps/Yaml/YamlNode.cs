using YamlDotNet.Core;

namespace GitOpsDemo.Delivery.GitOps.Yaml;

/// <summary>A node of a YAML file and where its text stands.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">The offset of its first character, after an anchor and a tag.</param>
/// <param name="End">The offset after its last character that is no blank.</param>
/// <param name="Indent">How many columns stand before it, anchor and tag included.</param>
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
