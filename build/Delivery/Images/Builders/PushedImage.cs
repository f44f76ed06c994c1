namespace GitOpsDemo.Delivery.Images.Builders;

/// <summary>An image as its registry holds it, read back after the push.</summary>
/// <param name="Reference">The tag with the digest that the registry gave for it.</param>
/// <param name="Size">Bytes that a first pull moves.</param>
/// <param name="Layers">The layers, lowest first.</param>
/// <param name="UploadedBytes">Bytes of the blobs that the registry did not have before.</param>
public sealed record PushedImage(ImageReference Reference, long Size, IReadOnlyList<ImageLayer> Layers, long UploadedBytes);
