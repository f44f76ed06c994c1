namespace GitOpsDemo.Delivery.Manifests.Kinds;

/// <summary>A networking.k8s.io/v1 Ingress.</summary>
/// <param name="Metadata">What the object is called.</param>
/// <param name="Paths">What is let in, of all rules.</param>
/// <param name="HasDefaultBackend">Whether whatever matches no rule is let in as well.</param>
public sealed record Ingress(ObjectMetadata Metadata, IReadOnlyList<IngressPath> Paths, bool HasDefaultBackend) : ManifestObject(Metadata);
