namespace GitOpsDemo.Delivery.Images;

/// <summary>An image to build upon, on this computer.</summary>
/// <param name="Name">What it is, such as <c>mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled</c>.</param>
/// <param name="Layout">Where its blobs are.</param>
/// <param name="Image">Its manifest and configuration.</param>
public sealed record BaseImage(string Name, ImageLayout Layout, StoredImage Image);
