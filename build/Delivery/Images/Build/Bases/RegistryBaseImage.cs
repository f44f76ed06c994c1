using GitOpsDemo.Delivery.Images.Transfer;

namespace GitOpsDemo.Delivery.Images.Build.Bases;

/// <summary>A base image from a registry, kept in a folder of its own by its digest and platform.</summary>
/// <param name="image">The image, by digest or by a tag; asked for when it is needed.</param>
/// <param name="folder">Where base images are kept, such as <c>.tools/images</c>.</param>
/// <param name="log">For the registry client.</param>
/// <param name="time">The clock of the limits.</param>
/// <param name="access">How registries are reached and opened.</param>
/// <param name="quickLook">Limits for the first request: a registry that does not answer it is not waited for.</param>
public sealed class RegistryBaseImage(
    Lazy<ImageReference> image,
    string folder,
    IDeliveryLog log,
    TimeProvider time,
    RegistryLimits? quickLook = null,
    RegistryAccess? access = null)
    : IBaseImageSource
{
    public string Name => image.Value.ToString();

    public async Task<BaseImage> GetAsync(ImagePlatform platform, CancellationToken cancellationToken)
    {
        var wanted = image.Value;
        if (wanted.Digest is { } pinned && Kept(pinned, platform) is { } here)
        {
            return here;
        }

        using var quick = new RegistryClient(log, time, access, quickLook ?? RegistryLimits.QuickLook);
        var found = await quick.ResolveAsync(wanted, cancellationToken)
            ?? throw new DeliveryException($"there is no {wanted}", $"{wanted.Registry} does not have it", "name a base image that exists");
        if (Kept(found.Digest, platform) is { } kept)
        {
            return kept;
        }

        using var registry = new RegistryClient(log, time, access);
        log.Information($"pulling base image {wanted} for {platform}");
        var layout = LayoutOf(found.Digest, platform);
        var pulled = await new ImageTransfer(registry).PullAsync(wanted.AtDigest(found.Digest), platform, layout, cancellationToken);
        return new BaseImage(Name, layout, pulled);
    }

    private BaseImage? Kept(ImageDigest digest, ImagePlatform platform) =>
        LayoutOf(digest, platform) is var layout && layout.Read() is { } kept ? new BaseImage(Name, layout, kept) : null;

    private ImageLayout LayoutOf(ImageDigest digest, ImagePlatform platform) =>
        new(Path.Combine(folder, $"{digest.FileName}-{platform.Architecture}"));
}
