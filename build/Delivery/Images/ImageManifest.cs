using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GitOpsDemo.Delivery.Images;

/// <summary>The parts of an image for one platform (OCI image specification, "Image Manifest").</summary>
/// <param name="SchemaVersion">2.</param>
/// <param name="Config">The blob of the <see cref="ImageConfiguration"/>.</param>
/// <param name="Layers">The layers, lowest first.</param>
public sealed record ImageManifest(int SchemaVersion, Descriptor Config, IReadOnlyList<Descriptor> Layers)
{
    public string? MediaType { get; init; }

    /// <summary>The type, for what is not an image.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>For what is attached to an image: the image's manifest.</summary>
    public Descriptor? Subject { get; init; }

    /// <summary>Further facts by name.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>The configuration and the layers: every blob that the image needs.</summary>
    internal IEnumerable<Descriptor> Blobs => Layers.Prepend(Config);

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="DeliveryException">It is not one.</exception>
    internal static ImageManifest Parse(ReadOnlySpan<byte> content)
    {
        var manifest = OciJson.Read<ImageManifest>(content, "an image manifest");
        return manifest.Blobs.Any(blob => blob?.HasSoundSize != true)
            ? throw OciJson.Unreadable("an image manifest", "it lists a null or an impossible size")
            : manifest;
    }
}

/// <summary>Says what a blob is and how to tell that one has it (OCI image specification, "Content Descriptors").</summary>
/// <param name="Digest">The digest of its bytes.</param>
/// <param name="Size">Its length in bytes.</param>
public sealed record Descriptor(string MediaType, ImageDigest Digest, long Size)
{
    /// <summary>1 PiB: the sum of a manifest's blobs stays far from the end of 64 bits.</summary>
    private const long LargestSize = 1L << 50;

    /// <summary>Whether a blob can have this size.</summary>
    internal bool HasSoundSize => Size is >= 0 and <= LargestSize;

    /// <summary>In an index: what the manifest runs on.</summary>
    public ImagePlatform? Platform { get; init; }

    /// <summary>In an index: the type of a manifest that is not an image.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>Further facts by name: kept where a list of what others have attached is written back.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}

/// <summary>One manifest for each platform, or what an image layout holds (OCI image specification, "Image Index").</summary>
/// <param name="SchemaVersion">2.</param>
public sealed record ImageIndex(int SchemaVersion, IReadOnlyList<Descriptor> Manifests)
{
    public string? MediaType { get; init; }

    /// <summary>The index of images for several platforms, in the order that is given.</summary>
    internal static ImageIndex Of(IEnumerable<StoredImage> images) =>
        new(2, [.. images.Select(image => image.Descriptor with { Platform = image.Platform })]) { MediaType = MediaTypes.Index };

    internal byte[] ToJson() => OciJson.Write(this);

    /// <summary>Reads an index.</summary>
    /// <exception cref="DeliveryException">It is not one.</exception>
    internal static ImageIndex Parse(ReadOnlySpan<byte> content)
    {
        var index = OciJson.Read<ImageIndex>(content, "an image index");
        return index.Manifests.Any(manifest => manifest?.HasSoundSize != true)
            ? throw OciJson.Unreadable("an image index", "it lists a null or an impossible size")
            : index;
    }
}

/// <summary>
/// The media types of images: OCI's, and Docker's, which OCI's replace (OCI image specification, "Compatibility Matrix").
/// </summary>
public static class MediaTypes
{
    public const string Manifest = "application/vnd.oci.image.manifest.v1+json";

    /// <summary>An image index: one manifest for each platform.</summary>
    public const string Index = "application/vnd.oci.image.index.v1+json";

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

/// <summary>JSON as the OCI specifications have it: read strictly, written the same way for the same value.</summary>
internal static class OciJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
    };

    /// <summary>Reads a document.</summary>
    /// <param name="content">UTF-8.</param>
    /// <param name="what">The document's name, for the message.</param>
    /// <exception cref="DeliveryException">It is not such a document.</exception>
    public static T Read<T>(ReadOnlySpan<byte> content, string what)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(content, Options) ?? throw new JsonException("it is null");
        }
        catch (Exception exception) when (ForeignJson.IsOfContent(exception))
        {
            throw Unreadable(what, Untrusted.Shown(exception.Message), exception);
        }
    }

    /// <summary>A time as RFC 3339 has it, in UTC and to the second.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Writes a document in UTF-8.</summary>
    public static byte[] Write<T>(T document) => JsonSerializer.SerializeToUtf8Bytes(document, Options);

    /// <summary>What is thrown when a document is not what it should be.</summary>
    public static DeliveryException Unreadable(string what, string why, Exception? cause = null) =>
        new($"{what} can't be read", why, "push the image again: the registry or the cache has something that is not an OCI image", cause);
}
