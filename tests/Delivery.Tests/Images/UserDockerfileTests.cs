using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Build;
using GitOpsDemo.Delivery.Images.Build.Bases;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Images;

/// <summary>A Dockerfile of one's own is built as its author means it, by an engine that is only listened to.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class UserDockerfileTests : IDisposable
{
    private const string MultiStage = "FROM sdk AS build\nCOPY [\"src/Shop.csproj\", \"src/\"]\nFROM aspnet\nCOPY --from=build /app .\n";
    private const string Prepared = "ARG BASE\nFROM ${BASE}\nCOPY runtime/ ./\n";

    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLog _log = new();
    private readonly Engine _engine = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task In_the_folder_that_a_setting_names_it_is_built_with_nothing_added()
    {
        var dockerfile = new UserDockerfile(_folder.Write("src/Dockerfile", MultiStage), _folder.Path);

        await BuildAsync(dockerfile);

        var build = Assert.IsType<EngineBuild>(_engine.Built);
        Assert.Equal((_folder.Path, dockerfile.Path), (build.Folder, build.Dockerfile));
        Assert.Empty(build.Arguments);
    }

    [Fact]
    public async Task One_that_takes_the_base_image_gets_it_there_too_also_on_the_first_build()
    {
        await BuildAsync(new(_folder.Write("Dockerfile", Prepared), _folder.Path));

        Assert.True(_engine.Loaded > 0);
        Assert.Equal(["BASE"], _engine.Built!.Arguments.Keys);
    }

    [Fact]
    public async Task Without_that_folder_it_is_refused_because_its_context_would_be_another()
    {
        var refused = await Assert.ThrowsAsync<DeliveryException>(() => BuildAsync(new(_folder.Write("Dockerfile", MultiStage), null)));

        Assert.Contains("dockerContext in the settings file", refused.Next, StringComparison.Ordinal);
        Assert.Null(_engine.Built);
    }

    [Fact]
    public async Task Where_there_is_none_a_plain_one_is_written()
    {
        await BuildAsync(new(_folder["Dockerfile"], null));

        var text = await File.ReadAllTextAsync(Path.Combine(_engine.Built!.Folder, "Dockerfile"));
        Assert.StartsWith("ARG BASE\nFROM ${BASE}\n", text, StringComparison.Ordinal);
        Assert.EndsWith("USER 1000\nEXPOSE 9000\nENTRYPOINT [\"/app/Demo\"]\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_image_s_user_may_enter_its_folders_whatever_the_umask_of_who_builds_it()
    {
        // Given a folder that was published under a strict umask, as the context's folders are made under it
        var before = SetUmask(0b000_111_111);
        try
        {
            _folder.Write("publish/wwwroot/index.html", "hello");
            await BuildAsync(new(_folder["Dockerfile"], null));
        }
        finally
        {
            _ = SetUmask(before);
        }

        var folder = Assert.Single(Directory.GetDirectories(_engine.Built!.Folder, "wwwroot", SearchOption.AllDirectories));
        Assert.True(File.GetUnixFileMode(folder).HasFlag(UnixFileMode.OtherRead | UnixFileMode.OtherExecute));
    }

    [DllImport("libc", EntryPoint = "umask")]
    private static extern int SetUmask(int mask);

    [Theory]
    [InlineData(MultiStage, true)]
    [InlineData(Prepared, false)]
    public async Task The_builder_without_an_engine_says_that_it_does_not_read_one(string text, bool isSaid)
    {
        using var bases = await BasesAsync();
        using var client = new RegistryClient(_log, TimeProvider.System);
        var builder = new OciImageBuilder(bases, _folder["layout"], client, _log)
        {
            Unread = new(_folder.Write("Dockerfile", text), null),
            HasCultures = true,
        };

        await builder.BuildAsync(Request, default);

        Assert.Equal(isSaid, _log.Lines.Any(line => line.Contains("no Dockerfile is read", StringComparison.Ordinal)));
        var container = new ImageLayout(_folder["layout"]).Read()!.Configuration.Container;
        Assert.Equal("1000", container.User);
        Assert.Contains("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=false", container.Environment!);
    }

    private ImageRequest Request => new(
        ImageReference.Parse("localhost:5000/shop:1.0"),
        [new(ImagePlatform.Here, SmallImage.Publish(_folder["publish"]))],
        "Demo",
        new ImageLabels("shop", "1.0", DateTimeOffset.UnixEpoch))
    {
        Port = 9000,
        UserId = 1000,
    };

    private async Task BuildAsync(UserDockerfile dockerfile)
    {
        using var bases = await BasesAsync();
        using var client = new RegistryClient(_log, TimeProvider.System);
        await new DockerImageBuilder(
            bases, _engine, dockerfile, _folder["context"], client, credentials: null, _log).BuildAsync(Request, default);
    }

    private async Task<BaseImages> BasesAsync() => new([SmallImage.Source(await SmallImage.WriteAsync(_folder["base"]))], _log);

    private sealed class Engine : IContainerEngine
    {
        public EngineBuild? Built { get; private set; }

        public Task<string?> VersionAsync(CancellationToken cancellationToken) => Task.FromResult<string?>("1");

        /// <summary>The size of the archive that it has loaded; null before.</summary>
        public long? Loaded { get; private set; }

        public Task<string?> IdOfAsync(string image, CancellationToken cancellationToken) =>
            Task.FromResult(Loaded is null ? null : "sha256:1");

        public Task LoadAsync(string archive, CancellationToken cancellationToken)
        {
            Loaded = new FileInfo(archive).Length;
            return Task.CompletedTask;
        }

        public Task BuildAsync(EngineBuild build, CancellationToken cancellationToken)
        {
            Built = build;
            return Task.CompletedTask;
        }

        public Task<IReadOnlyList<string>> PushAsync(
            ImageReference image, RegistryCredentials? credentials, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
