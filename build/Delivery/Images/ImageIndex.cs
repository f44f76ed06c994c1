namespace GitOpsDemo.Delivery.Images;

/// <summary>One manifest for each platform, or what an image layout holds (OCI image specification, "Image Index").</summary>
/// <param name="SchemaVersion">2.</param>
/// <param name="Manifests">The manifests.</param>
public sealed record ImageIndex(int SchemaVersion, IReadOnlyList<Descriptor> Manifests)
{
    /// <summary>Its own media type.</summary>
    public string? MediaType { get; init; }

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
