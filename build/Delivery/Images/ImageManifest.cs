namespace GitOpsDemo.Delivery.Images;

/// <summary>The parts of an image for one platform (OCI image specification, "Image Manifest").</summary>
/// <param name="SchemaVersion">2.</param>
/// <param name="Config">The blob of the <see cref="ImageConfiguration"/>.</param>
/// <param name="Layers">The layers, lowest first.</param>
public sealed record ImageManifest(int SchemaVersion, Descriptor Config, IReadOnlyList<Descriptor> Layers)
{
    /// <summary>Its own media type.</summary>
    public string? MediaType { get; init; }

    /// <summary>For what is no image: what it is.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>For what is attached to an image: the image's manifest.</summary>
    public Descriptor? Subject { get; init; }

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
