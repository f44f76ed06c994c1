using System.Globalization;
using System.Text.Json.Nodes;
using GitOpsDemo.Delivery.Images.Build.Bases;
using GitOpsDemo.Delivery.Images.Transfer;

namespace GitOpsDemo.Delivery.Images.Build;

/// <summary>
/// Makes images without a container engine, one for each platform, from what the SDK published. The same files give the same digest,
/// and a change of our code moves one small layer. <c>-t:PublishContainer</c> makes one layer of everything, stamped with the time of
/// the build.
/// </summary>
/// <param name="bases">What to build upon.</param>
/// <param name="folder">The image layout to write, such as <c>artifacts/image</c>.</param>
/// <param name="registry">The client that pushes.</param>
/// <param name="log">Says what was made.</param>
public sealed class OciImageBuilder(BaseImages bases, string folder, RegistryClient registry, IDeliveryLog log) : IImageBuilder
{
    private const string Home = "app";

    private readonly ImageLayout _layout = new(folder);

    public string Name => "oci";

    /// <summary>The user's Dockerfile, which is not read here.</summary>
    public UserDockerfile? Unread { get; init; }

    /// <summary>Whether the base image has the data of cultures (ICU), so that the service can use it.</summary>
    public bool HasCultures { get; init; }

    public async Task BuildAsync(ImageRequest request, CancellationToken cancellationToken)
    {
        if (Unread is { IsOwn: true } dockerfile)
        {
            log.Warning(
                $"the image is made without {dockerfile.Path}: no Dockerfile is read without a container engine "
                + "(--image-builder=docker builds it)");
        }

        var known = Present();
        // Compressing takes a processor for seconds: each platform's layers on one of their own.
        var images = await Task.WhenAll(request.Published.Select(
            published => Task.Run(() => AddAsync(request, published, known, cancellationToken), cancellationToken)));
        _layout.SetImage(images is [var only] ? only.Descriptor : ImageAssembler.AddIndex(_layout, images));
    }

    public async Task<PushedImage> PushAsync(
        ImageReference image, IReadOnlyList<ImagePlatform> platforms, CancellationToken cancellationToken)
    {
        if (_layout.ReadAll() is not { } made || !made.Images.Select(one => one.Platform).SequenceEqual(platforms))
        {
            throw new DeliveryException(
                $"there is no image for {string.Join(" and ", platforms)} in {_layout.Folder}",
                "it has not been built",
                "run the task BuildImage first");
        }

        var transfer = new ImageTransfer(registry);
        var sent = await transfer.PushAsync(_layout, image, log, cancellationToken);
        return PushedImage.Of(image, await transfer.ReadAllAsync(image, cancellationToken), sent);
    }

    private async Task<StoredImage> AddAsync(
        ImageRequest request, PublishedService published, IReadOnlyList<ImageLayer> known, CancellationToken cancellationToken)
    {
        var output = PublishOutput.Read(published.Folder, request.Program);
        var origin = await bases.GetAsync(published.Platform, cancellationToken);
        var runtime = await LayerOf(output, isStable: true).WriteAsync(_layout, PublishOutput.StablePart, known, cancellationToken);
        var service = await LayerOf(output, isStable: false).WriteAsync(_layout, request.Labels.Title, known, cancellationToken);
        var image = await ImageAssembler.AddAsync(
            _layout,
            new(
                origin,
                [runtime, service],
                ImageAssembler.Over(origin.Image.Configuration.Container, Container(request)),
                published.Platform)
            { Created = request.Labels.Created },
            cancellationToken);
        log.Information(
            $"built {request.Image} for {published.Platform} on {origin.Name}: {Mebibytes(image.Size)} MiB "
                + $"in {Plural.Of(image.Layers.Count, "layer")}");
        return image;
    }

    /// <summary>The layers of the image that is here from before. A damaged one is made again.</summary>
    private IReadOnlyList<ImageLayer> Present()
    {
        try
        {
            return _layout.ReadAll()?.Layers ?? [];
        }
        catch (DeliveryException exception)
        {
            log.Detail($"not reused: {exception.Message}");
            return [];
        }
    }

    private static LayerBuilder LayerOf(PublishOutput output, bool isStable) =>
        new LayerBuilder().AddFolder(output.Folder, path =>
            Directory.Exists(Path.Combine(output.Folder, path)) || output.IsStable(path) != isStable ? null : $"{Home}/{path}");

    private ContainerConfiguration Container(ImageRequest request) => new()
    {
        User = request.UserId.ToString(CultureInfo.InvariantCulture),
        Environment = HasCultures ? [$"{OperatingSystemLayer.Invariant}=false"] : null,
        WorkingDirectory = $"/{Home}",
        EntryPoint = [$"/{Home}/{request.Program}"],
        ExposedPorts = new Dictionary<string, JsonObject> { [string.Create(CultureInfo.InvariantCulture, $"{request.Port}/tcp")] = [] },
        Labels = request.Labels.ToDictionary(),
    };

    private static string Mebibytes(long bytes) => (bytes / (1024.0 * 1024)).ToString("0.0", CultureInfo.InvariantCulture);
}
