namespace GitOpsDemo.Delivery.Images.Unpacking;

/// <summary>An image as a folder.</summary>
/// <param name="RootFolder">The absolute path of its root file system.</param>
/// <param name="Configuration">How it runs.</param>
public sealed record UnpackedImage(string RootFolder, ImageConfiguration Configuration);
