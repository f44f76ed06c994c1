namespace GitOpsDemo.Delivery.Manifests.Kinds;

/// <summary>A path that an Ingress lets in.</summary>
/// <param name="Path">The path.</param>
/// <param name="PathType"><c>Exact</c>, <c>Prefix</c> or <c>ImplementationSpecific</c>.</param>
/// <param name="Service">The Service that requests are sent to, or null.</param>
/// <param name="Port">Its port, by name or number, or null.</param>
public sealed record IngressPath(string Path, string PathType, string? Service, string? Port)
{
    /// <summary>Whether a path is let in. What the implementation decides counts as a plain prefix, the widest reading.</summary>
    public bool Admits(string path) => PathType switch
    {
        "Exact" => path == Path,
        "Prefix" => $"{path.TrimEnd('/')}/".StartsWith($"{Path.TrimEnd('/')}/", StringComparison.Ordinal),
        _ => path.StartsWith(Path, StringComparison.Ordinal),
    };
}
