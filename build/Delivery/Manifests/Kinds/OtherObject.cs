namespace GitOpsDemo.Delivery.Manifests.Kinds;

/// <summary>An object of a kind of which only the name matters here.</summary>
public sealed record OtherObject(ObjectMetadata Metadata) : ManifestObject(Metadata);
