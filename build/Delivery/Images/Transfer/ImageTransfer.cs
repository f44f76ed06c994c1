using System.Globalization;
using System.Text.RegularExpressions;

namespace GitOpsDemo.Delivery.Images.Transfer;

/// <summary>Moves whole images between layouts and registries; what is already there is not moved again.</summary>
public sealed class ImageTransfer(RegistryClient registry)
{
    private static readonly Regex CommitForm = new(@"\A[0-9a-f]{40,64}\z");

    private const double Mebibyte = 1024 * 1024;

    /// <summary>Pushes the image of a layout, or its index and the images in it.</summary>
    /// <param name="log">Logs the progress.</param>
    /// <returns>The bytes of the blobs that the registry did not have, with the manifests.</returns>
    /// <exception cref="DeliveryException">The layout has no image, or the registry refused.</exception>
    public async Task<long> PushAsync(
        ImageLayout layout, ImageReference target, IDeliveryLog log, CancellationToken cancellationToken = default)
    {
        var whole = layout.ReadAll()
            ?? throw new DeliveryException(
                $"there is no image in {layout.Folder}", "it has not been built", "run the task BuildImage first");
        if (await HasAsync(target, whole.Descriptor.Digest, cancellationToken))
        {
            log.Information($"{target} is in the registry already, with the same digest");
            return 0;
        }

        var (total, done, sent) = (whole.Size, 0L, 0L);
        foreach (var blob in whole.Blobs)
        {
            sent += await registry.PushBlobAsync(target, blob, layout.PathOf(blob.Digest), Tell, cancellationToken) ? blob.Size : 0;
            done += blob.Size;
        }

        foreach (var image in whole.IsIndex ? whole.Images : [])
        {
            sent += await PutAsync(image.Descriptor, ImageReference.Create(target.Registry, target.Repository));
        }

        return sent + await PutAsync(whole.Descriptor, target);

        async Task<long> PutAsync(Descriptor manifest, ImageReference name)
        {
            await registry.PushManifestAsync(name, manifest.MediaType, layout.ReadDocument(manifest), cancellationToken);
            return manifest.Size;
        }

        void Tell(long ofBlob) => log.Progress(new StepProgress($"pushing {target}", $"{Size(done + ofBlob)} of {Size(total)} MiB"));
    }

    /// <summary>Whether the tag names this image already: a registry with immutable tags does not take it a second time.</summary>
    private async Task<bool> HasAsync(ImageReference target, ImageDigest digest, CancellationToken cancellationToken) =>
        target.Tag is { } tag && (await registry.ResolveAsync(target.AtTag(tag), cancellationToken))?.Digest == digest;

    /// <summary>Reads the manifest and configuration for a platform that a registry holds; the layers stay where they are.</summary>
    /// <exception cref="DeliveryException">The registry has no image for that platform.</exception>
    public async Task<StoredImage> ReadAsync(
        ImageReference source, ImagePlatform platform, CancellationToken cancellationToken = default) =>
        (await FindAsync(source, platform, cancellationToken)).Image;

    /// <summary>Reads the manifests and configurations for all platforms; what an index has besides images is passed over.</summary>
    public async Task<PlatformImages> ReadAllAsync(ImageReference source, CancellationToken cancellationToken = default)
    {
        var found = await registry.GetManifestAsync(source, cancellationToken);
        if (MediaTypes.IsManifest(found.Descriptor.MediaType))
        {
            return new PlatformImages(found.Descriptor, [await ImageAsync(source, found, cancellationToken)]);
        }

        var images = new List<StoredImage>();
        foreach (var entry in ImageIndex.Parse(found.Content).Manifests.Where(IsImage))
        {
            var manifest = await registry.GetManifestAsync(source.AtDigest(entry.Digest), cancellationToken);
            images.Add(await ImageAsync(source, manifest, cancellationToken));
        }

        return new PlatformImages(found.Descriptor, images);

        // BuildKit adds attestations to an image as manifests for the platform unknown/unknown.
        static bool IsImage(Descriptor entry) => MediaTypes.IsManifest(entry.MediaType) && entry.Platform is { Os: not "unknown" };
    }

    /// <summary>The commit that an image says it was built from; null when it does not say.</summary>
    public async Task<string?> SourceCommitAsync(ImageReference source, CancellationToken cancellationToken = default)
    {
        var images = (await ReadAllAsync(source, cancellationToken)).Images;
        var labels = images is [var first, ..] ? first.Configuration.Container.Labels : null;
        return labels?.GetValueOrDefault("org.opencontainers.image.revision") is { } commit && CommitForm.IsMatch(commit) ? commit : null;
    }

    /// <summary>Pulls the image for a platform into a layout, which then holds it and nothing else.</summary>
    /// <exception cref="DeliveryException">The registry has no image for that platform.</exception>
    public async Task<StoredImage> PullAsync(
        ImageReference source, ImagePlatform platform, ImageLayout layout, CancellationToken cancellationToken = default)
    {
        var (found, image) = await FindAsync(source, platform, cancellationToken);
        foreach (var blob in image.Manifest.Blobs.Where(blob => !layout.Has(blob)))
        {
            await registry.PullBlobAsync(source, blob, layout.PathOf(blob.Digest), cancellationToken);
        }

        layout.SetImage(layout.Add(found.Descriptor.MediaType, found.Content) with { Platform = platform });
        return layout.Read()!;
    }

    private async Task<(RegistryManifest Found, StoredImage Image)> FindAsync(
        ImageReference source, ImagePlatform platform, CancellationToken cancellationToken)
    {
        var found = await registry.GetImageAsync(source, platform, cancellationToken);
        var image = await ImageAsync(source, found, cancellationToken);
        return image.Platform.RunsAs(platform) ? (found, image) : throw new DeliveryException(
            $"{source} has no image for {platform}",
            $"it is one for {Untrusted.Shown(image.Platform.ToString())}",
            $"name an image that is built for {platform}; the build's own are made for --image-platforms");
    }

    private async Task<StoredImage> ImageAsync(ImageReference source, RegistryManifest found, CancellationToken cancellationToken)
    {
        var manifest = ImageManifest.Parse(found.Content);
        var configuration = await registry.GetDocumentAsync(source, manifest.Config, cancellationToken);
        return new StoredImage(found.Descriptor, manifest, ImageConfiguration.Parse(configuration));
    }

    private static string Size(long bytes) => (bytes / Mebibyte).ToString("0.0", CultureInfo.InvariantCulture);
}
