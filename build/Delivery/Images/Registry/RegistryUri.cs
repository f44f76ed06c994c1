namespace GitOpsDemo.Delivery.Images.Registry;

/// <summary>The addresses of the OCI distribution API (specification, "Endpoints").</summary>
internal static class RegistryUri
{
    /// <summary>The registry's root: plain http on this computer, https everywhere else.</summary>
    public static Uri Of(ImageReference image) => new($"{(image.IsLoopback ? "http" : "https")}://{image.Registry}/v2/");

    public static Uri Manifest(ImageReference image, string selector) => new(Of(image), $"{image.Repository}/manifests/{selector}");

    public static Uri Blob(ImageReference image, ImageDigest digest) => new(Of(image), $"{image.Repository}/blobs/{digest}");

    public static Uri Referrers(ImageReference image, ImageDigest digest) => new(Of(image), $"{image.Repository}/referrers/{digest}");

    public static Uri Uploads(ImageReference image) => new(Of(image), $"{image.Repository}/blobs/uploads/");
}
