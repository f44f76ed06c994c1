namespace GitOpsDemo.Delivery.Images;

/// <summary>A layer of an image.</summary>
/// <param name="Descriptor">The compressed blob.</param>
/// <param name="DiffId">The digest of the tar archive before compression.</param>
/// <param name="What">What it holds, in a few words, as the image's history says it.</param>
public sealed record ImageLayer(Descriptor Descriptor, ImageDigest DiffId, string What);
