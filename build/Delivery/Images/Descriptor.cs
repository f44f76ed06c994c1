namespace GitOpsDemo.Delivery.Images;

/// <summary>Says what a blob is and how to tell that one has it (OCI image specification, "Content Descriptors").</summary>
/// <param name="MediaType">One of <see cref="MediaTypes"/>.</param>
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

    /// <summary>In an index: what a manifest is that is no image's.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>Further facts by name: kept where a list of what others have attached is written back.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}
