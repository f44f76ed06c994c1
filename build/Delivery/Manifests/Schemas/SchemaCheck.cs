using System.Globalization;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Manifests.Policy;
using GitOpsDemo.Delivery.Manifests.Reading;
using YamlDotNet.RepresentationModel;

namespace GitOpsDemo.Delivery.Manifests.Schemas;

/// <summary>
/// Checks manifests field by field, as a server-side apply does: no field that the API does not know, none of another type, none missing.
/// Rules between fields (CEL, admission) are the API server's alone.
/// </summary>
internal sealed class SchemaCheck
{
    private static readonly Dictionary<string, string> Words = new()
    {
        ["object"] = "a mapping",
        ["array"] = "a list",
        ["string"] = "text",
        ["boolean"] = "true or false",
        ["integer"] = "a whole number",
        ["number"] = "a number",
    };

    /// <summary>
    /// Fields whose text may be a number. In others that take both, text is the name of a port, or a share such as 25%: an API server
    /// refuses a number in quotes there, and the operator looks for a port of that name.
    /// </summary>
    private static readonly string[] NumbersAsText = ["expr", "count"];

    /// <summary>
    /// Versions that Kubernetes has no longer, with the release that removed them and what took their place
    /// (https://kubernetes.io/docs/reference/using-api/deprecation-guide/).
    /// </summary>
    private static readonly Dictionary<string, (string Release, string Instead)> Removed = new()
    {
        ["extensions/v1beta1"] = ("1.22", "apps/v1, networking.k8s.io/v1 for an Ingress and a NetworkPolicy"),
        ["apps/v1beta1"] = ("1.16", "apps/v1"),
        ["apps/v1beta2"] = ("1.16", "apps/v1"),
        ["networking.k8s.io/v1beta1"] = ("1.22", "networking.k8s.io/v1"),
        ["rbac.authorization.k8s.io/v1beta1"] = ("1.22", "rbac.authorization.k8s.io/v1"),
        ["policy/v1beta1"] = ("1.25", "policy/v1"),
        ["batch/v1beta1"] = ("1.25", "batch/v1"),
        ["autoscaling/v2beta1"] = ("1.25", "autoscaling/v2"),
        ["autoscaling/v2beta2"] = ("1.26", "autoscaling/v2"),
    };

    private readonly ObjectMetadata _metadata;
    private readonly List<PolicyViolation> _found = [];

    private SchemaCheck(ObjectMetadata metadata) => _metadata = metadata;

    /// <summary>Checks every object of a text.</summary>
    /// <param name="yaml">YAML documents, one an object.</param>
    /// <param name="source">Where they come from.</param>
    /// <param name="log">Logs objects that could not be checked, because their kind is not known here.</param>
    /// <returns>What an API server would refuse.</returns>
    /// <exception cref="DeliveryException">The text is not YAML, or an object has no kind or no name.</exception>
    public static IReadOnlyList<PolicyViolation> Check(string yaml, string source, IDeliveryLog log) =>
        [.. YamlDocuments.Parse(yaml, source).SelectMany(document => Check(document, ManifestReader.Metadata(document, source), log))];

    private static IReadOnlyList<PolicyViolation> Check(YamlNode document, ObjectMetadata metadata, IDeliveryLog log)
    {
        var check = new SchemaCheck(metadata);
        var version = Untrusted.Shown(metadata.ApiVersion);
        if (ApiSchemas.Find(metadata.ApiVersion, metadata.Kind) is { } schema)
        {
            check.Value(document, schema, "");
        }
        else if (Removed.TryGetValue(metadata.ApiVersion, out var removed))
        {
            check.Add("unknown-kind", "apiVersion", $"Kubernetes {removed.Release} has removed {version}", $"write {removed.Instead}");
        }
        else if (Nearest.Of(metadata.Kind, ApiSchemas.KindsOf(metadata.ApiVersion)) is { } meant)
        {
            check.Add("unknown-kind", "kind", $"{version} has no such kind", IfMeant(meant));
        }
        else
        {
            log.Warning($"{Untrusted.Shown(metadata.ToString())}: its fields are not checked, its kind of {version} is not known here");
        }

        return check._found;
    }

    private void Value(YamlNode node, ApiSchema schema, string path, FieldRule? rule = null)
    {
        // The API server takes null for absent.
        var value = new JsonValue(node);
        if (value.Type == "null")
        {
            return;
        }

        if (schema.Types is { Count: > 0 } types && !types.Any(value.Is))
        {
            var expected = string.Join(" or ", types.Select(type => Words[type]));
            var next = types is ["string"] && value.IsScalar ? "put it in quotes" : $"write {expected}";
            Add("wrong-type", path, $"expected {expected}, found {Found(value)}", next);
            return;
        }

        switch (node)
        {
            case YamlMappingNode mapping:
                Fields(mapping, schema, path, rule);
                break;
            case YamlSequenceNode list:
                Range(list.Children.Count, schema, path, "minItems", "maxItems");
                if (schema.Items is { } items)
                {
                    foreach (var (index, item) in list.Children.Index())
                    {
                        Value(item, items, $"{path}[{index}]", rule);
                    }
                }

                break;
            default:
                Scalar(value, schema, path, rule);
                break;
        }
    }

    private void Fields(YamlMappingNode mapping, ApiSchema schema, string path, FieldRule? rule)
    {
        var present = new HashSet<string>();
        foreach (var (key, node) in mapping.Children)
        {
            var name = key is YamlScalarNode { Value: { } text } ? text : "?";
            var place = path.Length == 0 ? name : $"{path}.{name}";
            if (!schema.Allows(name, out var field))
            {
                Add("unknown-field", place, "the API knows no such field", Nearest.Of(name, schema.Fields) is { } meant
                    ? IfMeant(meant)
                    : $"remove it, or write one of {string.Join(", ", schema.Fields)}");
            }
            else if (rule?.Keys is { } keys && !keys.Takes(name))
            {
                Add("wrong-value", place, $"expected as a key {keys.Meaning}, found '{Untrusted.Shown(name)}'", "write it in that form");
            }
            else if (field is not null)
            {
                Value(node, field, place, place == "metadata.name"
                    ? FieldRule.OfName(_metadata.Kind)
                    : FieldRule.Of(schema.Name, name) ?? rule);
            }

            if (!ManifestNode.IsNull(node))
            {
                present.Add(name);
            }
        }

        foreach (var name in schema.Required.Where(name => !present.Contains(name)))
        {
            Add("missing-field", path.Length == 0 ? name : $"{path}.{name}", "it is missing", "add it");
        }
    }

    private void Scalar(JsonValue value, ApiSchema schema, string path, FieldRule? rule)
    {
        if (schema.Values is { Count: > 0 } values && !values.Contains(value.Text))
        {
            var next = Nearest.Of(value.Text, values) is { } meant ? IfMeant(meant) : "write one of them";
            Add("wrong-value", path, $"{Shown(value)} is not one of {string.Join(", ", values)}", next);
        }

        if (value.Type == "string" && schema.IsNumberOrName && IsNumber(value.Text) && !NumbersAsText.Contains(path.Split('.')[^1]))
        {
            Add("wrong-type", path, $"expected a number or a name, found a number in quotes ({Shown(value)})", "remove the quotes");
            return;
        }

        if (rule?.ExpectedInPlaceOf(value) is { } expected)
        {
            Add("wrong-value", path, $"expected {expected}, found {Shown(value)}", "write it in that form");
            return;
        }

        if (value.Type == "string" && schema.Pattern is { } pattern && !Regex.IsMatch(value.Text, pattern))
        {
            Add("wrong-value", path, $"{Shown(value)} does not match {pattern}", "write it in that form");
        }

        if (value.Number is { } number)
        {
            Range(number, schema, path, "minimum", "maximum");
        }
        else if (value.Type == "string")
        {
            Range(value.Text.Length, schema, path, "minLength", "maxLength");
        }
    }

    private void Range(double size, ApiSchema schema, string path, string least, string most)
    {
        if (size < schema.Limit(least))
        {
            Beyond("less", least);
        }
        else if (size > schema.Limit(most))
        {
            Beyond("more", most);
        }

        void Beyond(string than, string limit)
        {
            var what = string.Create(CultureInfo.InvariantCulture, $"{size} is {than} than {limit} {schema.Limit(limit)}");
            Add("wrong-value", path, what, "write another value");
        }
    }

    private static bool IsNumber(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);

    private static string IfMeant(string name) => $"write {name}, if that is meant";

    private string Found(JsonValue value) => value.IsScalar ? $"{Words[value.Type]} ({Shown(value)})" : Words[value.Type];

    /// <summary>What a Secret holds is shown nowhere.</summary>
    private string Shown(JsonValue value) => _metadata.Kind == "Secret" ? "its value" : $"'{Untrusted.Shown(value.Text)}'";

    private void Add(string id, string path, string what, string fix) =>
        _found.Add(new(id, $"{Untrusted.Shown(_metadata.ToString())}, {Untrusted.Shown(path)}", what, fix));
}
