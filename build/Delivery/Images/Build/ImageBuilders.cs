using GitOpsDemo.Delivery.Images.Build.Bases;

namespace GitOpsDemo.Delivery.Images.Build;

/// <summary>Chooses the builder for <c>--image-builder</c>.</summary>
/// <param name="engine">Asked whether it can be reached.</param>
/// <param name="docker">The builder that uses it.</param>
/// <param name="oci">The builder that needs none.</param>
/// <param name="log">Says which one it is.</param>
public sealed class ImageBuilders(IContainerEngine engine, IImageBuilder docker, IImageBuilder oci, IDeliveryLog log)
{
    /// <summary>The builder of that name; <c>auto</c> is the engine's when one answers.</summary>
    /// <param name="name"><c>auto</c>, <c>docker</c> or <c>oci</c>.</param>
    /// <exception cref="DeliveryException"><c>docker</c> is asked for and no engine answers.</exception>
    public async Task<IImageBuilder> ChooseAsync(string name, CancellationToken cancellationToken)
    {
        if (name == oci.Name)
        {
            return oci;
        }

        if (await engine.VersionAsync(cancellationToken) is { } version)
        {
            log.Detail($"container engine {version} answers");
            return docker;
        }

        return name == docker.Name
            ? throw new DeliveryException(
                "no image can be built with a container engine",
                "`docker version` does not find one",
                "start the engine, or use --image-builder=oci")
            : oci;
    }
}

/// <summary>Makes the service's image and pushes it to a registry.</summary>
public interface IImageBuilder
{
    /// <summary>The value of <c>--image-builder</c> that stands for it.</summary>
    string Name { get; }

    /// <summary>Makes the image on this computer.</summary>
    Task BuildAsync(ImageRequest request, CancellationToken cancellationToken);

    /// <summary>Pushes the image that was made last, and reads back what the registry then has.</summary>
    /// <param name="image">The repository and tag that it was built for.</param>
    /// <param name="platforms">The platforms that it was built for.</param>
    Task<PushedImage> PushAsync(ImageReference image, IReadOnlyList<ImagePlatform> platforms, CancellationToken cancellationToken);
}

/// <summary>What to make an image of.</summary>
/// <param name="Image">Its repository and tag.</param>
/// <param name="Published">The service for each platform.</param>
/// <param name="Program">The program of it that a container starts.</param>
/// <param name="Labels">Where it comes from.</param>
public sealed record ImageRequest(ImageReference Image, IReadOnlyList<PublishedService> Published, string Program, ImageLabels Labels)
{
    /// <summary>The user of .NET's images.</summary>
    public const int DefaultUserId = OperatingSystemLayer.User;

    /// <summary>The port that the program listens on, which the image exposes; that of .NET's images by default.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>The id of the user that it runs as; that of .NET's images by default.</summary>
    public int UserId { get; init; } = DefaultUserId;
}

/// <summary>The service as it was published for a platform.</summary>
/// <param name="Folder">What <c>dotnet publish --self-contained</c> wrote for it.</param>
public sealed record PublishedService(ImagePlatform Platform, string Folder);

/// <summary>An image as its registry holds it, read back after the push.</summary>
/// <param name="Reference">The tag with the digest that the registry gave for it: of the index where there is one.</param>
/// <param name="Size">Bytes that the registry stores, for all platforms.</param>
/// <param name="Layers">The layers, lowest first, each once.</param>
/// <param name="UploadedBytes">Bytes of the blobs that the registry did not have before.</param>
public sealed record PushedImage(ImageReference Reference, long Size, IReadOnlyList<ImageLayer> Layers, long UploadedBytes)
{
    /// <summary>The digest of the manifest for each platform; one of them is the reference's own where there is no index.</summary>
    public required IReadOnlyDictionary<ImagePlatform, ImageDigest> Manifests { get; init; }

    internal static PushedImage Of(ImageReference image, PlatformImages held, long uploaded) => new(
        image.AtDigest(held.Descriptor.Digest), held.Size, held.Layers, uploaded)
    {
        Manifests = held.Images.ToDictionary(one => one.Platform, one => one.Descriptor.Digest),
    };
}
