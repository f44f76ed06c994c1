using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace GitOpsDemo.Delivery.Manifests.Schemas;

/// <summary>
/// What a piece of YAML becomes as JSON, by the rules of kubectl and Argo CD (sigs.k8s.io/yaml, YAML 1.1): an API server sees nothing else.
/// </summary>
internal sealed class JsonValue
{
    private static readonly Regex Form = new(@"
        ^[-+]?(?:
            0(?<radix>x)(?<digits>[0-9a-fA-F]{1,16}) | 0(?<radix>o)(?<digits>[0-7]{1,21}) | 0(?<radix>b)(?<digits>[01]{1,64}) |
            (?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?
        )\z", RegexOptions.IgnorePatternWhitespace);

    private static readonly HashSet<string> Truths =
    [
        "y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE",
        "n", "N", "no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE",
    ];

    public JsonValue(YamlNode node)
    {
        Text = (node as YamlScalarNode)?.Value ?? "";
        var isPlain = node is YamlScalarNode { Style: ScalarStyle.Plain, Tag.IsEmpty: true };
        Number = isPlain ? NumberOf(Text.Replace("_", "", StringComparison.Ordinal)) : null;
        Type = node switch
        {
            YamlMappingNode => "object",
            YamlSequenceNode => "array",
            _ when !isPlain => "string",
            _ when Text is "" or "~" or "null" or "Null" or "NULL" => "null",
            _ when Truths.Contains(Text) => "boolean",
            _ when Number is { } number => double.IsInteger(number) ? "integer" : "number",
            _ => "string",
        };
    }

    /// <summary>Its type in JSON Schema; a whole number is an <c>integer</c>, also when it is written <c>1.0</c>.</summary>
    public string Type { get; }

    /// <summary>A scalar as it is written; empty for others.</summary>
    public string Text { get; }

    public double? Number { get; }

    /// <summary>Whether it has no parts.</summary>
    public bool IsScalar => Type is not ("object" or "array");

    /// <summary>Whether it is of a type of JSON Schema.</summary>
    public bool Is(string type) => Type == type || (type == "number" && Type == "integer");

    private static double? NumberOf(string text) => Form.Match(text) switch
    {
        { Success: false } => null,
        { Groups: var parts } when parts["digits"] is { Success: true, Value: var digits } =>
            Whole(parts["radix"].Value, digits) * (text[0] == '-' ? -1 : 1),
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    private static double? Whole(string radix, string digits)
    {
        var @base = char.ToLowerInvariant(radix[0]) switch { 'x' => 16, 'o' => 8, _ => 2 };
        return digits.Aggregate(0d, (sum, digit) => sum * @base + Convert.ToInt32(digit.ToString(), 16));
    }
}
