using System.Runtime.Versioning;
using System.Text.Json;
using GitOpsDemo.Build.CakeTools;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Build;
using GitOpsDemo.Delivery.Images.Build.Bases;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests.CakeTools;

/// <summary>The whole way with a real engine and a real registry; the program in the image is this computer's <c>id</c>.</summary>
[Trait(Traits.Category, Traits.Integration)]
[UnsupportedOSPlatform("windows")]
public sealed class DockerImageBuilderTests(LocalRegistry registry) : IClassFixture<LocalRegistry>, IAsyncLifetime, IDisposable
{
    private const string Program = "GitOpsDemo.Api";

    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLog _log = new();
    private readonly RegistryClient _client = new(new RecordingLog(), TimeProvider.System);
    private readonly List<string> _images = [];
    private readonly Cancellation _cancellation = new();

    private CommandRunner Runner => new(_log);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var image in _images)
        {
            await Runner.RunAsync(new Command("docker", "image", "rm", "--force", image) { SuccessCodes = [0, 1] });
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _cancellation.Dispose();
        _folder.Dispose();
    }

    [FactWithEngine(LocalRegistry.Tool)]
    public async Task The_engine_builds_the_same_layers_and_the_digest_is_the_registrys()
    {
        // Given
        using var bases = new BaseImages([SmallImage.Source(await OperatingSystemAsync())], _log);
        var dockerfile = Path.Combine(Repository.Root, "src", "GitOpsDemo.Api", "Dockerfile");
        var engine = new CakeDocker(CakeContext.With(_folder.Path, Runner, _cancellation));
        var builder = new DockerImageBuilder(bases, engine, new(dockerfile, null), _folder["docker"], _client, credentials: null, _log);

        // When
        var first = await BuildAndPushAsync(builder, "1.0", "our code");
        var same = await BuildAndPushAsync(builder, "1.0", "our code");
        var second = await BuildAndPushAsync(builder, "1.1", "our changed code");

        // Then
        Assert.Equal((await _client.ResolveAsync(registry.Image("docker", "1.0")))!.Digest, first.Reference.Digest);
        Assert.Equal(first.Reference, same.Reference);
        Assert.Equal(0, same.UploadedBytes);
        Assert.Equal([".NET runtime and packages", "docker"], second.Layers.TakeLast(2).Select(layer => layer.What));
        Assert.Equal(first.Layers.SkipLast(1), second.Layers.SkipLast(1));
        Assert.Equal(second.Layers[^1].Descriptor.Size, second.UploadedBytes);

        // And it starts as nobody in particular, where nothing can be written.
        var image = second.Reference.ToString();
        var run = await Runner.RunAsync(new Command("docker", "run", "--rm", "--read-only", "--network", "none", image));
        Assert.Equal("uid=1654(app) gid=1654(app) groups=1654(app)", run.Output.Trim());
        var inspected = await Runner.RunAsync(new Command("docker", "image", "inspect", "--format", "{{json .Config}}", image));
        using var container = JsonDocument.Parse(inspected.Output);
        Assert.Equal("abc1234", container.RootElement.GetProperty("Labels").GetProperty("org.opencontainers.image.revision").GetString());
        Assert.Equal("/app", container.RootElement.GetProperty("WorkingDir").GetString());
    }

    [FactWithEngine]
    public async Task An_engine_that_answers_is_chosen() =>
        Assert.NotNull(await new CakeDocker(CakeContext.With(_folder.Path, Runner, _cancellation)).VersionAsync(default));

    private async Task<PushedImage> BuildAndPushAsync(DockerImageBuilder builder, string tag, string ours)
    {
        var publish = SmallImage.Publish(_folder["publish"], ours);
        File.Copy("/usr/bin/id", Path.Combine(publish, Program), overwrite: true);
        File.Copy(Path.Combine(publish, "Demo.deps.json"), Path.Combine(publish, $"{Program}.deps.json"), overwrite: true);
        var image = registry.Image("docker", tag);
        var labels = new ImageLabels("demo", "1.0", DateTimeOffset.UnixEpoch) { Revision = "abc1234" };
        await builder.BuildAsync(new ImageRequest(image, [new(ImagePlatform.Here, publish)], Program, labels), default);
        var pushed = await builder.PushAsync(image, [ImagePlatform.Here], default);
        _images.AddRange([image.ToString(), pushed.Reference.ToString()]);
        return pushed;
    }

    /// <summary>A base image of the libraries that <c>id</c> needs, from this computer instead of from packages.</summary>
    private async Task<BaseImage> OperatingSystemAsync()
    {
        var source = new PackagesBaseImage(new InstalledLibraries(Runner), _folder["base"], _log);
        var image = await source.GetAsync(ImagePlatform.Here, default);
        _images.Add($"gitops-demo-base:{image.Image.Descriptor.Digest.FileName}");
        return image;
    }

    private sealed class InstalledLibraries(ICommandRunner runner) : IDistributionPackages
    {
        public bool IsAvailable => true;

        public async Task UnpackAsync(
            IReadOnlyList<string> packages, ImagePlatform platform, string folder, CancellationToken cancellationToken)
        {
            var needed = await runner.RunAsync(new Command("ldd", "/usr/bin/id"), cancellationToken);
            foreach (var library in needed.Output.Split([' ', '\t', '\n']).Where(word => word.StartsWith('/')))
            {
                var target = folder + library;
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(library, target);
            }

            var certificates = Directory.CreateDirectory(Path.Combine(folder, "usr", "share", "ca-certificates")).FullName;
            await File.WriteAllTextAsync(Path.Combine(certificates, "one.crt"), "a certificate", cancellationToken);
        }
    }
}
