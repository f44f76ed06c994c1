using System.Text.Json;

namespace GitOpsDemo.Delivery.Manifests.Schemas;

/// <summary>
/// The kinds that are known field by field, as API servers publish them: the JSON files of this folder, which <c>reduce.py</c> makes.
/// They are read when the first manifest is checked.
/// </summary>
internal static class ApiSchemas
{
    private static readonly Lazy<Dictionary<(string ApiVersion, string Kind), ApiSchema>> Known = new(() =>
        new[] { "kubernetes.json", "prometheus-operator.json", "argo-cd.json" }.SelectMany(Read).ToDictionary());

    /// <summary>The schema of a kind; null when it is not known.</summary>
    public static ApiSchema? Find(string apiVersion, string kind) => Known.Value.GetValueOrDefault((apiVersion, kind));

    /// <summary>The known kinds of a group and version.</summary>
    public static IEnumerable<string> KindsOf(string apiVersion) =>
        Known.Value.Keys.Where(key => key.ApiVersion == apiVersion).Select(key => key.Kind);

    private static IEnumerable<KeyValuePair<(string ApiVersion, string Kind), ApiSchema>> Read(string file)
    {
        using var stream = typeof(ApiSchemas).Assembly.GetManifestResourceStream(file)!;
        var root = JsonDocument.Parse(stream).RootElement;
        var definitions = root.GetProperty("definitions");
        foreach (var kind in root.GetProperty("kinds").EnumerateObject())
        {
            var slash = kind.Name.LastIndexOf('/');
            yield return new((kind.Name[..slash], kind.Name[(slash + 1)..]), ApiSchema.Named(kind.Value.GetString()!, definitions));
        }
    }
}

/// <summary>
/// What may be at one place of a manifest, in the part of JSON Schema that API servers publish. A mapping has no other fields than are
/// said.
/// </summary>
/// <param name="name">Its name where it has one, such as <c>io.k8s.api.core.v1.Container</c>.</param>
/// <param name="definitions">What references lead to.</param>
internal sealed class ApiSchema(JsonElement schema, string name, JsonElement definitions)
{
    /// <summary>The name of the type without its package, such as <c>Container</c>; empty when it has none.</summary>
    public string Name { get; } = name[(name.LastIndexOf('.') + 1)..];

    public static ApiSchema Named(string name, JsonElement definitions) => new(definitions.GetProperty(name), name, definitions);

    /// <summary>The types of JSON that are allowed; any when empty.</summary>
    public IReadOnlyList<string> Types => !schema.TryGetProperty("type", out var type) ? []
        : type.ValueKind == JsonValueKind.Array ? Texts(type) : [type.GetString()!];

    /// <summary>The only values; any when empty.</summary>
    public IReadOnlyList<string> Values => schema.TryGetProperty("enum", out var values) ? Texts(values) : [];

    /// <summary>The regular expression of a text; null when there is none.</summary>
    public string? Pattern => schema.TryGetProperty("pattern", out var pattern) ? pattern.GetString() : null;

    /// <summary>Whether it may be a whole number, or any text.</summary>
    public bool IsNumberOrName => Types is ["integer", "string"] && Pattern is null;

    public IReadOnlyList<string> Fields =>
        schema.TryGetProperty("properties", out var fields) ? [.. fields.EnumerateObject().Select(known => known.Name)] : [];

    /// <summary>The fields that have to be there.</summary>
    public IReadOnlyList<string> Required => schema.TryGetProperty("required", out var required) ? Texts(required) : [];

    /// <summary>What the elements of a list are; null when they may be anything.</summary>
    public ApiSchema? Items => Child("items");

    /// <summary>A limit, such as <c>minimum</c>; null when there is none.</summary>
    public double? Limit(string keyword) => schema.TryGetProperty(keyword, out var limit) ? limit.GetDouble() : null;

    /// <summary>Whether a field may be there, and what it is; null when it may be anything.</summary>
    public bool Allows(string field, out ApiSchema? value)
    {
        value = schema.TryGetProperty("properties", out var fields) && fields.TryGetProperty(field, out var known)
            ? Of(known)
            : Child("additionalProperties");
        return value is not null || !Types.Contains("object") || schema.TryGetProperty("additionalProperties", out _);
    }

    private ApiSchema? Child(string keyword) =>
        schema.TryGetProperty(keyword, out var child) && child.ValueKind == JsonValueKind.Object ? Of(child) : null;

    private ApiSchema Of(JsonElement part) =>
        part.TryGetProperty("$ref", out var reference) ? Named(reference.GetString()!, definitions) : new(part, "", definitions);

    private static IReadOnlyList<string> Texts(JsonElement list) => [.. list.EnumerateArray().Select(item => item.ToString())];
}
