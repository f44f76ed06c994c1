using GitOpsDemo.Delivery.Images.Transfer;

namespace GitOpsDemo.Delivery.Images;

/// <summary>
/// Knows an image by each of its digests. A node that has the image of its platform already calls it by the digest that it had first, also
/// when a pod names an index that lists it.
/// </summary>
public sealed class RunningImages(RegistryClient registry, IDeliveryLog log)
{
    /// <summary>
    /// The same environment, in which a replica that runs an image of the live index runs that index. The registry is asked only where the
    /// digests differ; where it does not answer they stay as the nodes say them.
    /// </summary>
    public async Task<LiveEnvironment> KnownByIndexAsync(LiveEnvironment live, CancellationToken cancellationToken)
    {
        var expected = ImageReference.DigestIn(live.Image);
        if (live.Replicas.All(replica => ImageReference.DigestIn(replica.Image) == expected))
        {
            return live;
        }

        var listed = await ListedAsync(live.Image, cancellationToken);
        return live with
        {
            Replicas =
            [
                .. live.Replicas.Select(replica => listed.Contains(ImageReference.DigestIn(replica.Image))
                    ? replica with { Image = live.Image }
                    : replica),
            ],
        };
    }

    /// <summary>The digests that an index lists; none of what is no index.</summary>
    private async Task<IReadOnlySet<string>> ListedAsync(string image, CancellationToken cancellationToken)
    {
        try
        {
            var manifest = await registry.GetManifestAsync(ImageReference.Parse(image), cancellationToken);
            return MediaTypes.IsManifest(manifest.Descriptor.MediaType)
                ? new HashSet<string>()
                : ImageIndex.Parse(manifest.Content).Manifests.Select(entry => entry.Digest.ToString()).ToHashSet();
        }
        catch (DeliveryException exception)
        {
            log.Detail($"whether {image} is an index is not known: {exception.Message}");
            return new HashSet<string>();
        }
    }
}
