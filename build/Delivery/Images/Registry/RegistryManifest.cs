namespace GitOpsDemo.Delivery.Images.Registry;

/// <summary>A manifest or index as a registry holds it.</summary>
/// <param name="Descriptor">Its media type, verified digest and size.</param>
/// <param name="Content">Its bytes.</param>
public sealed record RegistryManifest(Descriptor Descriptor, byte[] Content);
