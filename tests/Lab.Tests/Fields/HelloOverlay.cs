using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Lab.Fields;
using GitOpsDemo.Lab.Replicas;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Lab.Tests.Fields;

/// <summary>An overlay of samples/hello after a bump, with what a user has changed in it, as kustomize renders it.</summary>
internal static class HelloOverlay
{
    public static readonly DeliveredService Service = new("hello", 9000);

    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    /// <summary>A patch of the Deployment's only container.</summary>
    public static string Container(string yaml) => Patch("apps/v1", "Deployment", $$"""
        spec:
          template:
            spec:
              containers:
                - name: hello
        {{Indented(yaml, 10)}}
        """);

    /// <summary>A patch of the Deployment's pods.</summary>
    public static string Pod(string yaml) => Patch("apps/v1", "Deployment", $"spec:\n  template:\n    spec:\n{Indented(yaml, 6)}");

    /// <summary>JSON patch operations on an object.</summary>
    public static string Operations(string kind, string operations) =>
        $"patches:\n  - target: {{kind: {kind}, name: hello}}\n    patch: |-\n{Indented(operations, 6)}\n";

    /// <summary>Renders it.</summary>
    /// <param name="parts">Parts of a kustomization: <c>patches:</c>, <c>configMapGenerator:</c> …</param>
    /// <param name="resource">A further resource, or null.</param>
    /// <param name="overlay">Which of the sample's overlays.</param>
    public static async Task<ManifestSet> RenderAsync(string parts, string? resource = null, string overlay = "overlays/dev")
    {
        using var folder = new TemporaryFolder();
        var beside = resource is null ? "" : "\n  - more.yaml";
        folder.Write("kustomization.yaml", $"""
            namespace: hello-{Path.GetFileName(overlay)}
            resources:
              - {Path.GetRelativePath(RealPath(folder.Path), Path.Combine(Repository.Root, "samples/hello/k8s", overlay))}{beside}
            images:
              - name: registry.invalid/hello
                newName: localhost:5000/hello
                newTag: 1.0.0
                digest: {Digest}
            {parts}
            """);
        if (resource is not null)
        {
            folder.Write("more.yaml", resource);
        }

        var renderer = new KustomizeRenderer(new CommandRunner(new RecordingLog()), _ => Task.FromResult(TestTools.Find("kubectl")!));
        return ManifestSet.Parse(await renderer.RenderAsync(folder.Path), $"overlay {Path.GetFileName(overlay)}");
    }

    /// <summary>What the lab says of it; null when it can do all.</summary>
    public static async Task<string?> RefusalAsync(ManifestSet set, bool hasEngine = false, LabSecrets? secrets = null)
    {
        try
        {
            await Check(hasEngine, secrets).RequireAsync(set, default);
            return null;
        }
        catch (DeliveryException exception)
        {
            return exception.Message;
        }
    }

    public static LabCheck Check(bool hasEngine, LabSecrets? secrets = null) => new(
        renderer: null!,
        new ReplicaRuntimes(new SilentEngine(hasEngine ? "28" : null), containers: null!, processes: null!),
        secrets ?? LabSecrets.None,
        Service);

    private static string Patch(string version, string kind, string body) =>
        $"patches:\n  - patch: |-\n{Indented($"apiVersion: {version}\nkind: {kind}\nmetadata:\n  name: hello\n{body}", 6)}\n";

    private static string Indented(string text, int by) =>
        string.Join('\n', text.TrimEnd().Split('\n').Select(line => new string(' ', by) + line));

    private static string RealPath(string path) => new DirectoryInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
}
