using System.Text.Json.Nodes;

namespace GitOpsDemo.Delivery.Diff;

/// <summary>Where two JSON documents differ.</summary>
internal static class JsonDifference
{
    /// <summary>The paths of the values that differ, such as <c>grafana.persistence.size</c>; a list differs as a whole.</summary>
    public static IEnumerable<string> Paths(JsonNode? one, JsonNode? other, string path = "")
    {
        if (one is not JsonObject left || other is not JsonObject right)
        {
            return JsonNode.DeepEquals(one, other) ? [] : [path];
        }

        return left.Select(pair => pair.Key)
            .Union(right.Select(pair => pair.Key))
            .SelectMany(key => Paths(left[key], right[key], path.Length == 0 ? key : $"{path}.{key}"));
    }
}
