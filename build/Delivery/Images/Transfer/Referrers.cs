namespace GitOpsDemo.Delivery.Images.Transfer;

/// <summary>
/// Attaches documents to images, so that whoever finds the image finds them (OCI distribution specification 1.1, "Pushing Manifests with
/// Subject"). Where a registry does not list them itself, as before 1.1, they are listed under a tag that is made from the image's digest
/// ("Referrers Tag Schema").
/// </summary>
/// <param name="registry">The client that pushes.</param>
/// <param name="folder">An image layout of its own for what is pushed, such as <c>artifacts/attached</c>.</param>
public sealed class Referrers(RegistryClient registry, string folder)
{
    /// <summary>How often a list is written again that somebody else has overwritten meanwhile: it has no lock.</summary>
    private const int MostTries = 5;

    private static readonly byte[] EmptyConfiguration = "{}"u8.ToArray();

    private readonly ImageLayout _layout = new(folder);

    /// <summary>Attaches a document. The same document is attached once, however often this is called.</summary>
    /// <param name="image">The image, with its digest.</param>
    /// <param name="mediaType">What the document is, such as <c>application/spdx+json</c>.</param>
    /// <param name="annotations">Facts that a list shows without the document.</param>
    /// <returns>The digest of the manifest under which the document is.</returns>
    /// <exception cref="DeliveryException">The registry does not have the image, or refused.</exception>
    public async Task<ImageDigest> AttachAsync(
        ImageReference image,
        string mediaType,
        byte[] document,
        CancellationToken cancellationToken,
        IReadOnlyDictionary<string, string>? annotations = null)
    {
        var subject = await registry.ResolveAsync(image, cancellationToken)
            ?? throw new DeliveryException($"nothing can be attached to {image}", "the registry does not have it", "push the image first");
        var manifest = new ImageManifest(2, _layout.Add(MediaTypes.Empty, EmptyConfiguration), [_layout.Add(mediaType, document)])
        {
            MediaType = MediaTypes.Manifest,
            ArtifactType = mediaType,
            Subject = subject,
            Annotations = annotations,
        };
        foreach (var blob in manifest.Blobs)
        {
            await registry.PushBlobAsync(image, blob, _layout.PathOf(blob.Digest), cancellationToken);
        }

        var content = OciJson.Write(manifest);
        var repository = ImageReference.Create(image.Registry, image.Repository);
        var digest = await registry.PushManifestAsync(repository, MediaTypes.Manifest, content, cancellationToken);
        if (await registry.ReferrersAsync(image, subject.Digest, cancellationToken) is null)
        {
            var attached = new Descriptor(MediaTypes.Manifest, digest, content.Length)
            {
                ArtifactType = mediaType,
                Annotations = annotations,
            };
            await ListAsync(image.AtTag(TagOf(subject.Digest)), attached, cancellationToken);
        }

        return digest;
    }

    /// <summary>What is attached to an image; nothing where the registry has no list of it.</summary>
    /// <exception cref="DeliveryException">The registry failed.</exception>
    public async Task<IReadOnlyList<Descriptor>> ListAsync(
        ImageReference image, ImageDigest subject, CancellationToken cancellationToken) =>
        await registry.ReferrersAsync(image, subject, cancellationToken)
        ?? await TaggedAsync(image.AtTag(TagOf(subject)), cancellationToken);

    /// <summary>The tag under which a registry that does not list them has what is attached to an image.</summary>
    public static string TagOf(ImageDigest image) => image.FileName;

    private async Task ListAsync(ImageReference list, Descriptor attached, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var present = await TaggedAsync(list, cancellationToken);
            if (present.Any(other => other.Digest == attached.Digest))
            {
                return;
            }

            var index = OciJson.Write(new ImageIndex(2, [.. present, attached]) { MediaType = MediaTypes.Index });
            try
            {
                await registry.PushManifestAsync(list, MediaTypes.Index, index, cancellationToken);
                return;
            }
            catch (DeliveryException)
            {
                if (tries + 1 == MostTries || !await IsOverwrittenAsync(list, ImageDigest.Of(index), cancellationToken))
                {
                    throw;
                }
            }
        }
    }

    /// <summary>Whether another list than the one that was pushed is there: somebody attached something at the same moment.</summary>
    private async Task<bool> IsOverwrittenAsync(ImageReference list, ImageDigest pushed, CancellationToken cancellationToken) =>
        await registry.ResolveAsync(list, cancellationToken) is { } held && held.Digest != pushed;

    private async Task<IReadOnlyList<Descriptor>> TaggedAsync(ImageReference list, CancellationToken cancellationToken) =>
        await registry.ResolveAsync(list, cancellationToken) is null
            ? []
            : ImageIndex.Parse((await registry.GetManifestAsync(list, cancellationToken)).Content).Manifests;
}
