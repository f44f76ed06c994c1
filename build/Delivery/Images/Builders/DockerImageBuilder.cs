using GitOpsDemo.Delivery.Images.Bases;
using GitOpsDemo.Delivery.Images.Layers;
using GitOpsDemo.Delivery.Images.Registry;

namespace GitOpsDemo.Delivery.Images.Builders;

/// <summary>
/// Makes images with a container engine, from the same files and in the same layers as <see cref="SdkImageBuilder"/>.
/// Docker's classic builder stamps images with the time of the build: the digest stays the same only as long as its cache does.
/// </summary>
/// <param name="bases">What to build upon.</param>
/// <param name="engine">The engine.</param>
/// <param name="dockerfile">The path of the Dockerfile.</param>
/// <param name="folder">The build context to write, such as <c>artifacts/image-context</c>.</param>
/// <param name="registry">The client that reads back what was pushed.</param>
/// <param name="credentials">For the registry; the engine's own when null.</param>
/// <param name="log">Says what was made.</param>
public sealed class DockerImageBuilder(
    BaseImages bases,
    IContainerEngine engine,
    string dockerfile,
    string folder,
    RegistryClient registry,
    RegistryCredentials? credentials,
    IDeliveryLog log) : IImageBuilder
{
    /// <summary>The folders of the build context, as the Dockerfile names them.</summary>
    private const string Runtime = "runtime";
    private const string Service = "service";

    /// <inheritdoc/>
    public string Name => "docker";

    /// <inheritdoc/>
    public async Task BuildAsync(ImageRequest request, CancellationToken cancellationToken)
    {
        var output = PublishOutput.Read(request.PublishFolder, request.Program);
        var origin = await bases.GetAsync(cancellationToken);
        var context = Context(output);
        await engine.BuildAsync(
            new EngineBuild(
                request.Image,
                context,
                new Dictionary<string, string> { ["BASE"] = await LoadedAsync(origin, cancellationToken) },
                request.Labels.ToDictionary(),
                request.Labels.Created),
            cancellationToken);
        log.Information($"built {request.Image} on {origin.Name} with the container engine");
    }

    /// <inheritdoc/>
    public async Task<PushedImage> PushAsync(ImageReference image, CancellationToken cancellationToken)
    {
        var sent = await engine.PushAsync(image, credentials, cancellationToken);
        var held = await new ImageTransfer(registry).ReadAsync(image, ImagePlatform.LinuxAmd64, cancellationToken);
        var bytes = held.Layers.Where(layer => sent.Any(layer.DiffId.Hex.StartsWith)).Sum(layer => layer.Descriptor.Size);
        return new PushedImage(image.AtDigest(held.Descriptor.Digest), held.Size, Named(held.Layers, image), bytes);
    }

    /// <summary>The engine's history has the Dockerfile's words; the last two layers are those that both builders make.</summary>
    private static IReadOnlyList<ImageLayer> Named(IReadOnlyList<ImageLayer> layers, ImageReference image) =>
    [
        .. layers.SkipLast(2),
        .. layers.SkipLast(1).TakeLast(1).Select(layer => layer with { What = PublishOutput.StablePart }),
        .. layers.TakeLast(1).Select(layer => layer with { What = image.Repository }),
    ];

    /// <summary>The name under which the engine has the base image, brought there from this computer's copy.</summary>
    private async Task<string> LoadedAsync(BaseImage origin, CancellationToken cancellationToken)
    {
        var name = $"gitops-demo-base:{origin.Image.Descriptor.Digest.FileName}";
        if (!await engine.HasImageAsync(name, cancellationToken))
        {
            var archive = Path.Combine(Path.GetFullPath(folder), "base.tar");
            await DockerArchive.WriteAsync(origin, name, archive, cancellationToken);
            await engine.LoadAsync(archive, cancellationToken);
            File.Delete(archive);
        }

        return name;
    }

    /// <summary>Writes the build context anew.</summary>
    private string Context(PublishOutput output)
    {
        var context = Path.Combine(Path.GetFullPath(folder), "context");
        if (Directory.Exists(context))
        {
            Directory.Delete(context, recursive: true);
        }

        foreach (var source in Directory.EnumerateFiles(output.Folder, "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(output.Folder, source);
            var target = Path.Combine(context, output.IsStable(path) ? Runtime : Service, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(source, target);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(target, ImageFileMode.Of(source));
            }
        }

        Directory.CreateDirectory(Path.Combine(context, Runtime));
        File.Copy(dockerfile, Path.Combine(context, "Dockerfile"));
        return context;
    }
}
