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
    private static readonly byte[] EmptyConfiguration = "{}"u8.ToArray();

    private readonly ImageLayout _layout = new(folder);

    /// <summary>Attaches a document. The same document is attached once, however often this is called.</summary>
    /// <param name="image">The image, with its digest.</param>
    /// <param name="mediaType">What the document is, such as <c>application/spdx+json</c>.</param>
    /// <param name="document">Its bytes.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>The digest of the manifest under which the document is.</returns>
    /// <exception cref="DeliveryException">The registry does not have the image, or refused.</exception>
    public async Task<ImageDigest> AttachAsync(ImageReference image, string mediaType, byte[] document, CancellationToken cancellationToken)
    {
        var subject = await registry.ResolveAsync(image, cancellationToken)
            ?? throw new DeliveryException($"nothing can be attached to {image}", "the registry does not have it", "push the image first");
        var manifest = new ImageManifest(2, _layout.Add(MediaTypes.Empty, EmptyConfiguration), [_layout.Add(mediaType, document)])
        {
            MediaType = MediaTypes.Manifest,
            ArtifactType = mediaType,
            Subject = subject,
        };
        foreach (var blob in manifest.Blobs)
        {
            await registry.PushBlobAsync(image, blob, _layout.PathOf(blob.Digest), cancellationToken);
        }

        var content = OciJson.Write(manifest);
        var repository = ImageReference.Create(image.Registry, image.Repository);
        var digest = await registry.PushManifestAsync(repository, MediaTypes.Manifest, content, cancellationToken);
        if (!await registry.ListsReferrersAsync(image, subject.Digest, cancellationToken))
        {
            await ListAsync(
                image,
                subject,
                new Descriptor(MediaTypes.Manifest, digest, content.Length) { ArtifactType = mediaType },
                cancellationToken);
        }

        return digest;
    }

    /// <summary>The tag under which a registry that does not list them has what is attached to an image.</summary>
    public static string TagOf(ImageDigest image) => image.FileName;

    private async Task ListAsync(ImageReference image, Descriptor subject, Descriptor attached, CancellationToken cancellationToken)
    {
        var list = image.AtTag(TagOf(subject.Digest));
        var present = await registry.ResolveAsync(list, cancellationToken) is null
            ? []
            : ImageIndex.Parse((await registry.GetManifestAsync(list, cancellationToken)).Content).Manifests;
        if (present.All(other => other.Digest != attached.Digest))
        {
            var index = new ImageIndex(2, [.. present, attached]) { MediaType = MediaTypes.Index };
            await registry.PushManifestAsync(list, MediaTypes.Index, OciJson.Write(index), cancellationToken);
        }
    }
}
