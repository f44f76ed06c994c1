namespace GitOpsDemo.Delivery.Images.Unpacking;

/// <summary>An image as a folder.</summary>
/// <param name="Digest">The digest that it was pulled by.</param>
/// <param name="RootFolder">The absolute path of its root file system.</param>
/// <param name="Configuration">How it runs.</param>
public sealed record UnpackedImage(ImageDigest Digest, string RootFolder, ImageConfiguration Configuration);
