using System.Text.Json.Nodes;

namespace GitOpsDemo.Delivery;

/// <summary>Reads what a document of somebody else may or may not have.</summary>
public static class JsonNodeExtensions
{
    /// <summary>The node at the end of a path of keys; null when it is absent.</summary>
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
}
