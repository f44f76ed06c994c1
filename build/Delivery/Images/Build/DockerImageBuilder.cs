using System.Formats.Tar;
using System.Text.Json;
using GitOpsDemo.Delivery.Images.Build.Bases;
using GitOpsDemo.Delivery.Images.Transfer;

namespace GitOpsDemo.Delivery.Images.Build;

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

/// <summary>
/// Writes an image as an archive that <c>docker load</c> reads: <c>docker save</c>'s <c>manifest.json</c> with the blobs as they are.
/// </summary>
internal static class DockerArchive
{
    /// <summary>Writes the archive.</summary>
    /// <param name="origin">The image.</param>
    /// <param name="name">The name and tag under which the engine is to keep it.</param>
    /// <param name="file">Where the archive goes.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
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

    /// <summary>Writes one.</summary>
    public static DockerConfiguration With(RegistryCredentials credentials)
    {
        var configuration = new DockerConfiguration(Directory.CreateTempSubdirectory("gitops-demo-docker-").FullName);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(Path.Combine(configuration.Folder, "config.json"), options);
        var logins = new Dictionary<string, object> { [credentials.Registry] = new { auth = credentials.ToBase64() } };
        JsonSerializer.Serialize(file, new { auths = logins });
        return configuration;
    }

    /// <summary>Removes it.</summary>
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
    DateTimeOffset Created);

/// <summary>What the delivery needs of a container engine.</summary>
public interface IContainerEngine
{
    /// <summary>The engine's version; null when none answers.</summary>
    Task<string?> VersionAsync(CancellationToken cancellationToken);

    /// <summary>Whether the engine has an image under this name.</summary>
    Task<bool> HasImageAsync(string image, CancellationToken cancellationToken);

    /// <summary>Reads an image from an archive as <c>docker save</c> writes it.</summary>
    Task LoadAsync(string archive, CancellationToken cancellationToken);

    /// <summary>Builds an image from the <c>Dockerfile</c> in a folder.</summary>
    Task BuildAsync(EngineBuild build, CancellationToken cancellationToken);

    /// <summary>Pushes an image.</summary>
    /// <param name="image">What to push.</param>
    /// <param name="credentials">For its registry; the engine's own when null.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>The first 12 digits of the content digests of the layers that had to be sent.</returns>
    Task<IReadOnlyList<string>> PushAsync(ImageReference image, RegistryCredentials? credentials, CancellationToken cancellationToken);
}
