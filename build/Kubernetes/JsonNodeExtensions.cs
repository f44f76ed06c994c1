using System.Text.Json.Nodes;

namespace GitOpsDemo.Kubernetes;

/// <summary>Reads what an object of the API may or may not have.</summary>
internal static class JsonNodeExtensions
{
    /// <summary>What stands at the end of a path of keys; null when it is absent.</summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var key in path)
        {
            node = (node as JsonObject)?[key];
        }

        return node;
    }

    /// <summary>The text of a value, or null.</summary>
    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value ? value.ToString() : null;

    /// <summary>The elements of a list; none when it is absent.</summary>
    public static IEnumerable<JsonNode> Items(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonArray list ? list.OfType<JsonNode>() : [];

    /// <summary>The texts of a mapping, such as labels; none when it is absent.</summary>
    public static IReadOnlyDictionary<string, string> Map(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonObject map
            ? map.ToDictionary(pair => pair.Key, pair => pair.Value?.ToString() ?? "")
            : new Dictionary<string, string>();

    /// <summary>Whether a condition of the object's status is true.</summary>
    public static bool HasCondition(this JsonNode node, string type) =>
        node.Items("status", "conditions").Any(condition => condition.Text("type") == type && condition.Text("status") == "True");

    /// <summary>The object's kind.</summary>
    public static string Kind(this JsonNode node) => node.Text("kind") ?? "";

    /// <summary>The object's name.</summary>
    public static string Name(this JsonNode node) => node.Text("metadata", "name") ?? "";

    /// <summary>The object's namespace.</summary>
    public static string Namespace(this JsonNode node) => node.Text("metadata", "namespace") ?? "";
}
