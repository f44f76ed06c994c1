namespace GitOpsDemo.Delivery.Images;

/// <summary>
/// The media types of images: OCI's, and Docker's for which OCI's stand (OCI image specification, "Compatibility Matrix").
/// </summary>
public static class MediaTypes
{
    /// <summary>An image manifest.</summary>
    public const string Manifest = "application/vnd.oci.image.manifest.v1+json";

    /// <summary>An image index: one manifest for each platform.</summary>
    public const string Index = "application/vnd.oci.image.index.v1+json";

    /// <summary>An image configuration.</summary>
    public const string Configuration = "application/vnd.oci.image.config.v1+json";

    /// <summary>A layer: a tar archive compressed with gzip.</summary>
    public const string Layer = "application/vnd.oci.image.layer.v1.tar+gzip";

    /// <summary>The configuration of what has none: the two bytes <c>{}</c>.</summary>
    internal const string Empty = "application/vnd.oci.empty.v1+json";

    internal const string UncompressedLayer = "application/vnd.oci.image.layer.v1.tar";
    internal const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    internal const string DockerIndex = "application/vnd.docker.distribution.manifest.list.v2+json";
    internal const string DockerLayer = "application/vnd.docker.image.rootfs.diff.tar.gzip";

    /// <summary>Every kind of manifest that is understood, for <c>Accept</c>.</summary>
    internal static readonly IReadOnlyList<string> Manifests = [Manifest, Index, DockerManifest, DockerIndex];

    internal static bool IsManifest(string mediaType) => mediaType is Manifest or DockerManifest;
}
