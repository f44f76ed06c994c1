namespace GitOpsDemo.Delivery.Manifests.Kinds;

/// <summary>A networking.k8s.io/v1 NetworkPolicy.</summary>
/// <param name="Metadata">What the object is called.</param>
/// <param name="PodSelector">Whose traffic it limits.</param>
/// <param name="PolicyTypes">The directions that it limits: <c>Ingress</c>, <c>Egress</c>.</param>
/// <param name="AdmitsAnyone">Whether a rule for incoming traffic names nobody, which lets everybody in.</param>
public sealed record NetworkPolicy(
    ObjectMetadata Metadata,
    LabelSelector PodSelector,
    IReadOnlyList<string> PolicyTypes,
    bool AdmitsAnyone) : ManifestObject(Metadata);
