using System.Formats.Tar;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Images.Build.Bases;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Delivery.Images.Build;

/// <summary>
/// Makes images with a container engine, one build for each platform: from the same files and in the same layers as
/// <see cref="OciImageBuilder"/>, or as the user's own Dockerfile says, in the context that its author means.
/// Docker's classic builder stamps images with the time of the build: the digest stays the same only as long as its cache does.
/// </summary>
/// <param name="bases">What to build upon.</param>
/// <param name="folder">The build context to write, such as <c>artifacts/image-context</c>.</param>
/// <param name="registry">The client that reads back what was pushed.</param>
/// <param name="credentials">For the registry; the engine's own when null.</param>
/// <param name="log">Says what was made.</param>
public sealed class DockerImageBuilder(
    BaseImages bases,
    IContainerEngine engine,
    UserDockerfile dockerfile,
    string folder,
    RegistryClient registry,
    RegistryCredentials? credentials,
    IDeliveryLog log) : IImageBuilder
{
    /// <summary>The folders of the build context, as the Dockerfile names them.</summary>
    private const string Runtime = "runtime";
    private const string Service = "service";

    public string Name => "docker";

    public async Task BuildAsync(ImageRequest request, CancellationToken cancellationToken)
    {
        dockerfile.RequireUsable();
        foreach (var published in request.Published)
        {
            var image = PartOf(request.Image, published.Platform, request.Published.Count);
            var origin = dockerfile is { Context: not null, TakesBase: false }
                ? null
                : await bases.GetAsync(published.Platform, cancellationToken);
            var arguments = new Dictionary<string, string>();
            if (origin is not null)
            {
                arguments[UserDockerfile.BaseArgument] = await LoadedAsync(origin, cancellationToken);
            }

            await engine.BuildAsync(
                new EngineBuild(
                    image,
                    dockerfile.Context ?? Context(PublishOutput.Read(published.Folder, request.Program), request),
                    arguments,
                    request.Labels.ToDictionary(),
                    request.Labels.Created)
                {
                    Dockerfile = dockerfile.Context is null ? null : dockerfile.Path,
                    Platform = published.Platform == ImagePlatform.Here ? null : published.Platform,
                },
                cancellationToken);
            log.Information(dockerfile.Context is { } own
                ? $"built {image} by {dockerfile.Path} in {own} with the container engine"
                : $"built {image} on {origin!.Name} with the container engine");
        }
    }

    public async Task<PushedImage> PushAsync(
        ImageReference image, IReadOnlyList<ImagePlatform> platforms, CancellationToken cancellationToken)
    {
        var transfer = new ImageTransfer(registry);
        var sent = new List<string>();
        var parts = new List<StoredImage>();
        foreach (var platform in platforms)
        {
            var part = PartOf(image, platform, platforms.Count);
            sent.AddRange(await IsThereAsync(part, cancellationToken) ? [] : await engine.PushAsync(part, credentials, cancellationToken));
            parts.Add(await transfer.ReadAsync(part, platform, cancellationToken));
        }

        if (parts.Count > 1)
        {
            await registry.PushManifestAsync(image, MediaTypes.Index, ImageIndex.Of(parts).ToJson(), cancellationToken);
        }

        var held = await transfer.ReadAllAsync(image, cancellationToken);
        var bytes = held.Layers.Where(layer => sent.Exists(layer.DiffId.Hex.StartsWith)).Sum(layer => layer.Descriptor.Size);
        return PushedImage.Of(image, held, bytes) with
        {
            Layers = dockerfile.Context is not null
                ? held.Layers
                : [.. held.Images.SelectMany(part => Named(part.Layers, image)).DistinctBy(layer => layer.Descriptor.Digest)],
        };
    }

    /// <summary>The name of the image for one platform: the index's own name with the processor, as long as there is an index.</summary>
    private static ImageReference PartOf(ImageReference image, ImagePlatform platform, int count) =>
        count == 1 ? image : image.AtTag($"{image.Tag}-{platform.Architecture}");

    /// <summary>
    /// Whether the registry has the engine's image under this tag, so that it is not sent again: a registry whose tags are immutable would
    /// refuse it. The engine knows an image by the digest of its configuration, or of its manifest, as its store does.
    /// </summary>
    private async Task<bool> IsThereAsync(ImageReference image, CancellationToken cancellationToken)
    {
        if (await engine.IdOfAsync(image.ToString(), cancellationToken) is not { } id
            || await registry.ResolveAsync(image, cancellationToken) is not { } held)
        {
            return false;
        }

        var isThere = id == held.Digest.ToString()
            || (MediaTypes.IsManifest(held.MediaType)
                && id == $"{ImageManifest.Parse((await registry.GetManifestAsync(image, cancellationToken)).Content).Config.Digest}");
        if (isThere)
        {
            log.Information($"{image} is in the registry already, with the same digest");
        }

        return isThere;
    }

    /// <summary>The engine's history has the Dockerfile's words; the last two layers are those that both builders make.</summary>
    private static IEnumerable<ImageLayer> Named(IReadOnlyList<ImageLayer> layers, ImageReference image) =>
    [
        .. layers.SkipLast(2),
        .. layers.SkipLast(1).TakeLast(1).Select(layer => layer with { What = PublishOutput.StablePart }),
        .. layers.TakeLast(1).Select(layer => layer with { What = image.Repository }),
    ];

    /// <summary>The name under which the engine has the base image, loaded from this computer's copy.</summary>
    private async Task<string> LoadedAsync(BaseImage origin, CancellationToken cancellationToken)
    {
        var name = $"gitops-demo-base:{origin.Image.Descriptor.Digest.FileName}";
        if (await engine.IdOfAsync(name, cancellationToken) is null)
        {
            var archive = Path.Combine(Directory.CreateDirectory(folder).FullName, "base.tar");
            await DockerArchive.WriteAsync(origin, name, archive, cancellationToken);
            await engine.LoadAsync(archive, cancellationToken);
            File.Delete(archive);
        }

        return name;
    }

    /// <summary>Writes the build context again.</summary>
    private string Context(PublishOutput output, ImageRequest request)
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
        if (!OperatingSystem.IsWindows())
        {
            // The engine copies their permissions too, and a strict umask would keep the image's user out.
            foreach (var inner in Directory.EnumerateDirectories(context, "*", SearchOption.AllDirectories))
            {
                File.SetUnixFileMode(inner, ImageFileMode.Executable);
            }
        }

        File.WriteAllText(Path.Combine(context, "Dockerfile"), dockerfile.TextFor(request));
        return context;
    }
}

/// <summary>How a container engine is to build the image.</summary>
/// <param name="Path">The path of the Dockerfile. Where there is none, the build writes a plain one.</param>
/// <param name="Context">
/// The folder in which it is built as its author means it; null where the build prepares one from what was published.
/// </param>
public sealed record UserDockerfile(string Path, string? Context)
{
    private static readonly Regex BaseForm = new(@"^\s*ARG\s+BASE\b", RegexOptions.Multiline | RegexOptions.IgnoreCase);

    /// <summary>The build argument that names the base image.</summary>
    internal const string BaseArgument = "BASE";

    /// <summary>Whether there is one that only a container engine can build.</summary>
    public bool IsOwn => Context is not null || (File.Exists(Path) && !TakesBase);

    /// <summary>Whether it is built upon the base image that it is given.</summary>
    internal bool TakesBase => File.Exists(Path) && BaseForm.IsMatch(File.ReadAllText(Path));

    /// <summary>Refuses a Dockerfile that can't be built in the context that it would get.</summary>
    /// <exception cref="DeliveryException">It is not there, or was written for another context.</exception>
    internal void RequireUsable()
    {
        if (Context is not null && !File.Exists(Path))
        {
            throw new DeliveryException("no image can be built", $"{Path} is not there", "name it with dockerfile in the settings file");
        }

        if (Context is null && IsOwn)
        {
            throw new DeliveryException(
                $"{Path} can't be built",
                $"it takes no build argument {BaseArgument}, and its context would be what was published (runtime/ and service/), "
                    + "which it was not written for",
                "name the folder that it is built in with dockerContext in the settings file, "
                    + "or let --image-builder=oci make the image without it");
        }
    }

    /// <summary>Its text, or that of a plain one.</summary>
    internal string TextFor(ImageRequest request) => File.Exists(Path) ? File.ReadAllText(Path) : PlainTextFor(request);

    private static string PlainTextFor(ImageRequest request) => string.Create(CultureInfo.InvariantCulture, $$"""
        ARG {{BaseArgument}}
        FROM ${{{BaseArgument}}}
        WORKDIR /app
        COPY runtime/ ./
        COPY service/ ./
        USER {{request.UserId}}
        EXPOSE {{request.Port}}
        ENTRYPOINT ["/app/{{request.Program}}"]

        """);
}

/// <summary>
/// Writes an image as an archive that <c>docker load</c> reads: <c>docker save</c>'s <c>manifest.json</c> with the blobs as they are.
/// </summary>
internal static class DockerArchive
{
    /// <summary>Writes the archive.</summary>
    /// <param name="name">The name and tag under which the engine is to keep it.</param>
    /// <param name="file">Where the archive goes.</param>
    public static async Task WriteAsync(BaseImage origin, string name, string file, CancellationToken cancellationToken)
    {
        await using var stream = System.IO.File.Create(file);
        await using var archive = new TarWriter(stream, TarEntryFormat.Ustar);
        var manifest = new[]
        {
            new
            {
                Config = NameOf(origin.Image.Manifest.Config),
                RepoTags = new[] { name },
                Layers = origin.Image.Manifest.Layers.Select(NameOf).ToArray(),
            },
        };
        await using var description = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(manifest));
        await archive.WriteEntryAsync(File("manifest.json", description), cancellationToken);
        foreach (var blob in origin.Image.Manifest.Blobs)
        {
            await using var content = System.IO.File.OpenRead(origin.Layout.PathOf(blob.Digest));
            await archive.WriteEntryAsync(File(NameOf(blob), content), cancellationToken);
        }
    }

    private static UstarTarEntry File(string name, Stream content) => new(TarEntryType.RegularFile, name) { DataStream = content };

    private static string NameOf(Descriptor blob) => $"blobs/sha256/{blob.Digest.Hex}";
}

/// <summary>A configuration for Docker with one registry's credentials: only this user can read it, and it goes when disposed.</summary>
public sealed class DockerConfiguration : IDisposable
{
    private DockerConfiguration(string folder) => Folder = folder;

    /// <summary>The folder, for <c>DOCKER_CONFIG</c>.</summary>
    public string Folder { get; }

    public static DockerConfiguration With(RegistryCredentials credentials)
    {
        var configuration = new DockerConfiguration(Directory.CreateTempSubdirectory("gitops-demo-docker-").FullName);
        var logins = new Dictionary<string, object> { [credentials.Registry] = new { auth = credentials.ToBase64() } };
        AtomicFile.WriteSecretIfChanged(
            Path.Combine(configuration.Folder, "config.json"), JsonSerializer.Serialize(new { auths = logins }));
        return configuration;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

/// <summary>One build of a container engine.</summary>
/// <param name="Image">The name and tag of the result.</param>
/// <param name="Folder">The build context, with its <c>Dockerfile</c>.</param>
/// <param name="Arguments">Build arguments by name.</param>
/// <param name="Labels">Labels by name.</param>
/// <param name="Created">The time that the image is to bear, where the engine's builder can set it.</param>
public sealed record EngineBuild(
    ImageReference Image,
    string Folder,
    IReadOnlyDictionary<string, string> Arguments,
    IReadOnlyDictionary<string, string> Labels,
    DateTimeOffset Created)
{
    /// <summary>The Dockerfile's path, where it is not <c>Dockerfile</c> in the context.</summary>
    public string? Dockerfile { get; init; }

    /// <summary>What the image is to run on, where it is not what the engine itself runs on.</summary>
    public ImagePlatform? Platform { get; init; }
}

/// <summary>What the delivery needs of a container engine.</summary>
public interface IContainerEngine
{
    /// <summary>The engine's version; null when none answers.</summary>
    Task<string?> VersionAsync(CancellationToken cancellationToken);

    /// <summary>The digest by which the engine knows an image; null when it has none under this name.</summary>
    Task<string?> IdOfAsync(string image, CancellationToken cancellationToken);

    /// <summary>Reads an image from an archive as <c>docker save</c> writes it.</summary>
    Task LoadAsync(string archive, CancellationToken cancellationToken);

    /// <summary>Builds an image from the <c>Dockerfile</c> in a folder.</summary>
    Task BuildAsync(EngineBuild build, CancellationToken cancellationToken);

    /// <summary>Pushes an image.</summary>
    /// <param name="image">What to push.</param>
    /// <param name="credentials">For its registry; the engine's own when null.</param>
    /// <returns>The first 12 digits of the content digests of the layers that had to be sent.</returns>
    Task<IReadOnlyList<string>> PushAsync(ImageReference image, RegistryCredentials? credentials, CancellationToken cancellationToken);
}
