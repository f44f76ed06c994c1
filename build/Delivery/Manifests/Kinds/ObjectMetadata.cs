namespace GitOpsDemo.Delivery.Manifests.Kinds;

/// <summary>What every object has.</summary>
/// <param name="ApiVersion">Group and version, such as <c>apps/v1</c>.</param>
/// <param name="Kind">The kind, such as <c>Deployment</c>.</param>
/// <param name="Namespace">The namespace, or null where none is said.</param>
/// <param name="Name">The name, unique among the kind in the namespace.</param>
/// <param name="Labels">The object's own labels; a template's are elsewhere.</param>
public sealed record ObjectMetadata(
    string ApiVersion,
    string Kind,
    string? Namespace,
    string Name,
    IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>Kind, namespace and name, as in <c>Deployment gitops-demo-dev/gitops-demo</c>.</summary>
    public override string ToString() => Namespace is null ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";
}
