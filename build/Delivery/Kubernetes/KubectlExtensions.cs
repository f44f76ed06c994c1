using System.Text.Json.Nodes;

namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>What several parts ask of kubectl.</summary>
internal static class KubectlExtensions
{
    /// <summary>
    /// Objects as one manifest: a list of the core API. kubectl takes an input that begins with <c>{</c> for one JSON document, so that
    /// documents between <c>---</c> are none.
    /// </summary>
    public static string Manifest(params IEnumerable<JsonObject> objects) => new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "List",
        ["items"] = new JsonArray([.. objects]),
    }.ToJsonString();

    /// <summary>Makes sure that a namespace exists.</summary>
    public static async Task EnsureNamespaceAsync(this IKubectl kubectl, string name, CancellationToken cancellationToken)
    {
        if (!await kubectl.ExistsAsync("namespace", name, ns: null, cancellationToken))
        {
            var manifest = new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Namespace",
                ["metadata"] = new JsonObject { ["name"] = name },
            };
            await kubectl.ApplyAsync(manifest.ToJsonString(), cancellationToken);
        }
    }
}
