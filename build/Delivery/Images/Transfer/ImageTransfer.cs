using System.Globalization;

namespace GitOpsDemo.Delivery.Images.Transfer;

/// <summary>Moves whole images between layouts and registries; what is already there is not moved again.</summary>
public sealed class ImageTransfer(RegistryClient registry)
{
    private const double Mebibyte = 1024 * 1024;

    /// <summary>Pushes the image of a layout.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="target">Where to.</param>
    /// <param name="log">Is told how far it is.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>The bytes of the blobs that the registry did not have, with the manifest.</returns>
    /// <exception cref="DeliveryException">The layout has no image, or the registry refused.</exception>
    public async Task<long> PushAsync(
        ImageLayout layout, ImageReference target, IDeliveryLog log, CancellationToken cancellationToken = default)
    {
        var image = layout.Read()
            ?? throw new DeliveryException(
                $"there is no image in {layout.Folder}", "it has not been built", "run the task BuildImage first");
        if (await HasAsync(target, image.Descriptor.Digest, cancellationToken))
        {
            log.Information($"{target} is in the registry already, with the same digest");
            return 0;
        }

        var sent = image.Descriptor.Size;
        var (total, done) = (image.Manifest.Blobs.Sum(blob => blob.Size), 0L);
        foreach (var blob in image.Manifest.Blobs)
        {
            sent += await registry.PushBlobAsync(target, blob, layout.PathOf(blob.Digest), Tell, cancellationToken) ? blob.Size : 0;
            done += blob.Size;
        }

        await registry.PushManifestAsync(target, image.Descriptor.MediaType, layout.ReadDocument(image.Descriptor), cancellationToken);
        return sent;

        void Tell(long ofBlob) => log.Progress(new StepProgress($"pushing {target}", $"{Size(done + ofBlob)} of {Size(total)} MiB"));
    }

    /// <summary>Whether a tag stands for this image already: a registry whose tags are immutable takes it no second time.</summary>
    private async Task<bool> HasAsync(ImageReference target, ImageDigest digest, CancellationToken cancellationToken) =>
        target.Tag is { } tag && (await registry.ResolveAsync(target.AtTag(tag), cancellationToken))?.Digest == digest;

    /// <summary>Reads the manifest and configuration that a registry holds; the layers stay where they are.</summary>
    public async Task<StoredImage> ReadAsync(ImageReference source, ImagePlatform platform, CancellationToken cancellationToken = default)
    {
        var found = await registry.GetImageAsync(source, platform, cancellationToken);
        var manifest = ImageManifest.Parse(found.Content);
        var configuration = await registry.GetDocumentAsync(source, manifest.Config, cancellationToken);
        return new StoredImage(found.Descriptor, manifest, ImageConfiguration.Parse(configuration));
    }

    /// <summary>Pulls the image for a platform into a layout, which then holds it and nothing else.</summary>
    public async Task<StoredImage> PullAsync(
        ImageReference source, ImagePlatform platform, ImageLayout layout, CancellationToken cancellationToken = default)
    {
        var found = await registry.GetImageAsync(source, platform, cancellationToken);
        foreach (var blob in ImageManifest.Parse(found.Content).Blobs.Where(blob => !layout.Has(blob)))
        {
            await registry.PullBlobAsync(source, blob, layout.PathOf(blob.Digest), cancellationToken);
        }

        layout.SetImage(layout.Add(found.Descriptor.MediaType, found.Content) with { Platform = platform });
        return layout.Read()!;
    }

    private static string Size(long bytes) => (bytes / Mebibyte).ToString("0.0", CultureInfo.InvariantCulture);
}
