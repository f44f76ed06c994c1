using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Delivery.Report.Doctor;
using GitOpsDemo.Delivery.Tests.Images;
using GitOpsDemo.Delivery.Tests.Programs.Tools;
using GitOpsDemo.Kubernetes;
using GitOpsDemo.Kubernetes.Charts;
using GitOpsDemo.Lab;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Delivery.Tests.Report.Doctor;

/// <summary>Each requirement: found, and missing with what fixes it.</summary>
public sealed class RequirementTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_SDK_is_the_one_that_global_json_asks_for()
    {
        _folder.Write("global.json", """{"sdk":{"version":"10.0.100"}}""");
        var sdk = new SdkRequirement(_folder.Path, new Answering("10.0.104\n"));

        Assert.Equal("10.0.100 or a later one of 10.0 (global.json)", sdk.Needs);
        Assert.Equal("10.0.104", await sdk.FindAsync(default));
    }

    [Theory]
    [InlineData("git version 2.39.5", "2.39.5")]
    [InlineData("git version 2.50.1 (Apple Git-155)", "2.50.1")]
    public async Task A_git_that_is_new_enough_serves(string said, string found) =>
        Assert.Equal(found, await new GitRequirement(new Answering(said)).FindAsync(default));

    [Theory]
    [InlineData("git version 2.17.1")]
    [InlineData("no version at all")]
    public async Task Another_git_does_not(string said)
    {
        var failure = await Missing(new GitRequirement(new Answering(said)));

        Assert.Equal($"found {said}", failure.Why);
        Assert.StartsWith("install git", failure.Next, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_engine_is_optional_unless_the_image_is_to_be_built_with_it(bool isNeeded)
    {
        var engine = new EngineRequirement(new SilentEngine(null), isNeeded);

        Assert.Equal("none answers `docker version`", (await Missing(engine)).Why);
        Assert.Equal(isNeeded, !((IRequirement)engine).IsOptional);
    }

    [Fact]
    public async Task An_engine_that_answers_is_found() =>
        Assert.Equal("engine 29.0.1", await new EngineRequirement(new SilentEngine("29.0.1"), isNeeded: true).FindAsync(default));

    [Fact]
    public async Task The_platform_is_named_and_one_that_no_image_is_made_for_is_said()
    {
        Assert.Equal("darwin/arm64", await new PlatformRequirement(new("darwin", "arm64")).FindAsync(default));
        Assert.Equal("this computer is linux/s390x", (await Missing(new PlatformRequirement(new("linux", "s390x")))).Why);
    }

    [Fact]
    public async Task A_program_is_found_or_can_be_downloaded_or_is_missing_with_the_reason_for_each_source()
    {
        // Given
        using var tools = new ToolboxFixture { Platform = new Delivery.Programs.Tools.ToolPlatform("linux", "amd64") };
        await using var server = await ReleaseServer.StartAsync();
        var open = ToolboxFixture.Release(server, "helm.tar.gz");
        var closed = new DebianSource { Package = "helm", Programs = new Dictionary<Tool, string> { [Tool.Helm] = "usr/bin/helm" } };

        // Then
        var failure = await Missing(Helm([closed]));
        Assert.Equal(
            "found none, and no source to download it from; Debian's package helm: apt-get and dpkg-deb are not on PATH", failure.Why);
        var none = await Missing(Helm([]));
        Assert.Equal("found none, and build/tools.json has none for linux/amd64", none.Why);
        Assert.Equal("install helm 3.14 or newer for linux/amd64 by hand and put it on PATH", none.Next);
        Assert.False(((IRequirement)Helm([closed])).IsOptional);
        Assert.True(((IRequirement)Helm([closed, open])).IsOptional);
        Assert.StartsWith(
            "nothing: the first task that needs it downloads ", (await Missing(Helm([closed, open]))).Next, StringComparison.Ordinal);
        var path = FakeProgram.Write(tools.Bin, "helm", "4.1.4");
        Assert.Equal($"4.1.4 at {path}", await Helm([closed]).FindAsync(default));
        Assert.Equal(("helm", "3.14 or newer"), (Helm([]).Name, Helm([]).Needs));

        ProgramRequirement Helm(IReadOnlyList<ToolSource> sources) => new(Tool.Helm, tools.Create(sources));
    }

    [Fact]
    public async Task Room_on_the_disk_is_counted()
    {
        Assert.EndsWith("GB free", await new DiskRequirement(_folder.Path, bytes: 1).FindAsync(default), StringComparison.Ordinal);
        Assert.Contains("GB free", (await Missing(new DiskRequirement(_folder.Path, long.MaxValue))).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ports_of_the_lab_are_its_own_and_the_others_are_free_or_give_way()
    {
        // Given a lab whose Prometheus runs
        var paths = new LabPaths(_folder[".lab"]);
        new LabState { Ports = new Dictionary<string, int> { ["prometheus"] = 19_090 } }.Save(paths);

        // When
        var found = (await new PortRequirement(paths, "dev", new("demo", 8080)).FindAsync(default)).Split(", ");

        // Then
        Assert.Contains("19090 of the lab's prometheus", found);
        Assert.Matches(@"^(8080 free|\d+ free \(8080 is taken\))$", found[0]);
    }

    [Fact]
    public async Task A_registry_that_answers_is_found_and_one_that_refuses_is_not()
    {
        await using var registry = await RegistryStub.StartAsync();
        await using var closed = await HttpStub.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        });
        using var client = new RegistryClient(new RecordingLog(), TimeProvider.System);

        Assert.Equal("it answers and accepts the login", await Registry(registry.Name).FindAsync(default));
        await Missing(Registry(closed.Address.Authority));

        RegistryRequirement Registry(string name) => new(ImageReference.Create(name, "demo"), client);
    }

    [Fact]
    public async Task A_chart_is_looked_for_where_it_is_published_or_mirrored()
    {
        // Given a web server and a registry that have it
        await using var web = await HttpStub.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Path == "/charts/index.yaml" ? 200 : 404;
            return Task.CompletedTask;
        });
        await using var registry = await RegistryStub.StartAsync();
        using var client = new RegistryClient(new RecordingLog(), TimeProvider.System);
        using var http = new HttpClient();

        // Then
        Assert.Equal($"{web.Address}charts/index.yaml", await Published($"{web.Address}charts").FindAsync(default));
        Assert.Equal($"{web.Address}gone/index.yaml answers 404", (await Missing(Published($"{web.Address}gone"))).Why);
        Assert.EndsWith("demo:1.0 is not there", (await Missing(Published($"oci://{registry.Name}"))).Why, StringComparison.Ordinal);
        registry.AddManifest("1.0", MediaTypes.Manifest, "{}"u8.ToArray());
        Assert.EndsWith("demo:1.0", await Published($"oci://{registry.Name}").FindAsync(default), StringComparison.Ordinal);

        ChartRequirement Published(string repository) => Chart(repository, mirror: null, client, http);
    }

    [Fact]
    public async Task A_chart_of_a_folder_is_a_file_there()
    {
        using var client = new RegistryClient(new RecordingLog(), TimeProvider.System);
        using var http = new HttpClient();
        var chart = Chart("https://charts.invalid", _folder.Path, client, http);

        Assert.EndsWith("demo-1.0.tgz is not there", (await Missing(chart)).Why, StringComparison.Ordinal);
        var file = _folder.Write("demo-1.0.tgz", "");
        Assert.Equal(file, await chart.FindAsync(default));
        Assert.Equal(("chart demo", "1.0 (build/charts.json)"), (chart.Name, chart.Needs));
    }

    [Fact]
    public async Task A_web_server_that_is_not_there_is_named()
    {
        using var client = new RegistryClient(new RecordingLog(), TimeProvider.System);
        using var http = new HttpClient();

        var failure = await Missing(Chart($"http://127.0.0.1:{FreePort.Next()}/charts", mirror: null, client, http));

        Assert.StartsWith("127.0.0.1 does not answer", failure.Why, StringComparison.Ordinal);
        Assert.Contains("--charts-from", failure.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_GitOps_repository_has_to_be_named()
    {
        var failure = await Missing(new GitOpsRequirement(address: null, () => throw new InvalidOperationException()));

        Assert.Equal("name it with --gitops-repository", failure.Next);
    }

    private static ChartRequirement Chart(string repository, string? mirror, RegistryClient registry, HttpClient http) =>
        new(new Chart("demo", "1.0", new Uri(repository), "demo", "monitoring", "values.yaml", HasCrds: false), mirror, registry, http);

    private static Task<DeliveryException> Missing(IRequirement requirement) =>
        Assert.ThrowsAsync<DeliveryException>(() => requirement.FindAsync(default));

    private sealed class Answering(string output) : ICommandRunner
    {
        public Task<CommandResult> RunAsync(Command command, CancellationToken cancellationToken = default) =>
            Task.FromResult(new CommandResult(0, output, ""));
    }
}
