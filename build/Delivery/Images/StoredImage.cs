namespace GitOpsDemo.Delivery.Images;

/// <summary>An image whose manifest and configuration have been read.</summary>
/// <param name="Descriptor">The manifest's descriptor: its digest is the image's.</param>
/// <param name="Manifest">The manifest.</param>
/// <param name="Configuration">The configuration.</param>
public sealed record StoredImage(Descriptor Descriptor, ImageManifest Manifest, ImageConfiguration Configuration)
{
    /// <summary>The layers, lowest first, each with its digest before compression and what the history says of it.</summary>
    public IReadOnlyList<ImageLayer> Layers { get; } = LayersOf(Manifest, Configuration);

    /// <summary>The bytes that a registry stores and a first pull moves: configuration and compressed layers.</summary>
    public long Size => Manifest.Blobs.Sum(blob => blob.Size);

    private static IReadOnlyList<ImageLayer> LayersOf(ImageManifest manifest, ImageConfiguration configuration)
    {
        var diffIds = configuration.RootFileSystem.DiffIds;
        if (diffIds.Count != manifest.Layers.Count)
        {
            throw OciJson.Unreadable("an image", $"its manifest has {manifest.Layers.Count} layers, its configuration {diffIds.Count}");
        }

        var said = (configuration.History ?? []).Where(entry => !entry.EmptyLayer).Select(entry => entry.CreatedBy ?? "").ToList();
        return [.. manifest.Layers.Select((layer, at) => new ImageLayer(layer, diffIds[at], at < said.Count ? said[at] : ""))];
    }
}
