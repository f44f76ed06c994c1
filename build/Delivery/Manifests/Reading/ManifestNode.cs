using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace GitOpsDemo.Delivery.Manifests.Reading;

/// <summary>
/// A place in a manifest, which may be absent, with its path for messages. Reading an absent place gives nothing; reading one of the wrong
/// type throws <see cref="DeliveryException"/> with the source, the object and the path.
/// </summary>
/// <param name="node">The YAML there, or null.</param>
/// <param name="path">The path from the top of the object, such as <c>spec.replicas</c>.</param>
/// <param name="origin">The source and the object, such as <c>k8s/overlays/dev: Deployment gitops-demo</c>.</param>
internal sealed class ManifestNode(YamlNode? node, string path, string origin)
{
    private const int LongestValue = 40;

    private readonly YamlNode? _node = IsNull(node) ? null : node;

    public bool Exists => _node is not null;

    public IEnumerable<string> Keys =>
        Mapping?.Children.Keys.Select(key => (key as YamlScalarNode)?.Value ?? throw Wrong("text keys")) ?? [];

    public IReadOnlyList<ManifestNode> Items => _node switch
    {
        null => [],
        YamlSequenceNode list => [.. list.Select((item, index) => new ManifestNode(item, $"{path}[{index}]", origin))],
        _ => throw Wrong("a list"),
    };

    /// <summary>A value that must be there.</summary>
    public string Text => OptionalText ?? throw Missing();

    /// <summary>A value that may be absent.</summary>
    public string? OptionalText => _node switch
    {
        null => null,
        YamlScalarNode scalar => scalar.Value,
        _ => throw Wrong("a single value"),
    };

    /// <summary>A whole number that may be absent.</summary>
    public int? Integer => OptionalText switch
    {
        null => null,
        var text when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw Wrong("a whole number"),
    };

    /// <summary>A truth value that may be absent.</summary>
    public bool? Boolean => OptionalText switch
    {
        null => null,
        "true" => true,
        "false" => false,
        _ => throw Wrong("true or false"),
    };

    /// <summary>A number of seconds that may be absent.</summary>
    public TimeSpan? Seconds => Integer is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>A duration as Prometheus writes it (<c>1h30m</c>) that may be absent.</summary>
    public TimeSpan? Duration => OptionalText switch
    {
        null => null,
        var text when PrometheusDuration.TryParse(text, out var duration) => duration,
        _ => throw Wrong("a duration such as 30s or 1h30m"),
    };

    /// <summary>The list's values; empty when absent.</summary>
    public IReadOnlyList<string> Texts => [.. Items.Select(item => item.Text)];

    /// <summary>A mapping of text to text; empty when absent.</summary>
    public IReadOnlyDictionary<string, string> Map
    {
        get
        {
            // To the parser a key with a tag is another one.
            var keys = Keys.ToList();
            return keys.Distinct().Count() == keys.Count
                ? keys.ToDictionary(key => key, key => this[key].OptionalText ?? "")
                : throw Broken("it has a key twice", "keep one of the two");
        }
    }

    private YamlMappingNode? Mapping => _node is null ? null : _node as YamlMappingNode ?? throw Wrong("a mapping");

    /// <summary>The place one level down; absent when this one is.</summary>
    public ManifestNode this[string key] => new(
        Mapping is { } mapping && mapping.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null,
        path.Length == 0 ? key : $"{path}.{key}",
        origin);

    /// <summary>Whether YAML reads the node as null: absent, <c>~</c>, <c>null</c> or nothing.</summary>
    public static bool IsNull(YamlNode? node) =>
        node is null or YamlScalarNode { Style: ScalarStyle.Plain or ScalarStyle.Any, Value: null or "" or "~" or "null" };

    /// <summary>This place, which must be there.</summary>
    public ManifestNode Required() => Exists ? this : throw Missing();

    /// <summary>Refuses other fields than these: an API server drops what it does not know without a word.</summary>
    public void AllowOnly(params ReadOnlySpan<string> fields)
    {
        foreach (var key in Keys)
        {
            if (!fields.Contains(key))
            {
                throw this[key].Broken("the field is not known here", $"fix its name, one of {string.Join(", ", fields!)}, or remove it");
            }
        }
    }

    /// <summary>An error at this place.</summary>
    public DeliveryException Broken(string why, string next) =>
        new(path.Length == 0 ? origin : $"{origin}, {path}", _node is { Start.Line: > 0 } ? $"{why} (line {_node.Start.Line})" : why, next);

    private DeliveryException Missing() => Broken("it is missing", "add it");

    private DeliveryException Wrong(string expected) => Broken($"expected {expected}, found {Found()}", $"write {expected}");

    private string Found() => _node switch
    {
        YamlScalarNode scalar => $"'{Untrusted.Cut(scalar.Value!, LongestValue)}'",
        YamlSequenceNode => "a list",
        _ => "a mapping",
    };
}
