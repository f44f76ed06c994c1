using System.Text.Json.Nodes;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Kubernetes;

/// <summary>Reads what every object of the API has.</summary>
internal static class ApiObject
{
    /// <summary>The texts of a mapping, such as labels; none when it is absent.</summary>
    public static IReadOnlyDictionary<string, string> Map(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonObject map
            ? map.ToDictionary(pair => pair.Key, pair => pair.Value?.ToString() ?? "")
            : new Dictionary<string, string>();

    /// <summary>Whether a condition of the object's status is true.</summary>
    public static bool HasCondition(this JsonNode node, string type) =>
        node.Items("status", "conditions").Any(condition => condition.Text("type") == type && condition.Text("status") == "True");

    public static string Kind(this JsonNode node) => node.Text("kind") ?? "";

    public static string Name(this JsonNode node) => node.Text("metadata", "name") ?? "";

    public static string Namespace(this JsonNode node) => node.Text("metadata", "namespace") ?? "";
}
