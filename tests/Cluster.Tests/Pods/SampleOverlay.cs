using System.Text;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Cluster.Tests.Pods;

/// <summary>
/// The pods of samples/hello in <c>configured/live</c>, with all that they refer to: a ConfigMap as variables and one as a file, a Secret,
/// two ports.
/// </summary>
internal static class SampleOverlay
{
    private static readonly string Secret = $"""
        apiVersion: v1
        kind: Secret
        metadata:
          name: hello-signing
          namespace: hello-live
        data:
          key: {Convert.ToBase64String(Encoding.UTF8.GetBytes("a key of the tests"))}
        """;

    /// <summary>Renders it.</summary>
    /// <param name="namespace">Where the pods are to run.</param>
    /// <param name="image">An image with its digest; whether it answers does not matter.</param>
    public static async Task<string> RenderAsync(string @namespace, string image)
    {
        var renderer = new KustomizeRenderer(new CommandRunner(new RecordingLog()), _ => Task.FromResult("kubectl"));
        var rendered = await renderer.RenderAsync(Path.Combine(Repository.Root, "samples", "hello", "k8s", "configured", "live"));
        var documents = rendered.Split("\n---\n").Where(document => document.Contains("\nkind: ConfigMap\n", StringComparison.Ordinal)
            || document.Contains("\nkind: Deployment\n", StringComparison.Ordinal));
        return string.Join("\n---\n", documents.Append(Secret))
            .Replace("namespace: hello-live", $"namespace: {@namespace}", StringComparison.Ordinal)
            .Replace("registry.invalid/hello:0.0.0", image, StringComparison.Ordinal);
    }
}
