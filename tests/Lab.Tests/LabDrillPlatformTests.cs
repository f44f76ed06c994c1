using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Images.Transfer.Unpacking;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Drill;
using GitOpsDemo.Lab.Drill;
using GitOpsDemo.Lab.Replicas;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Lab.Tests;

/// <summary>
/// The real Prometheus and the real Alertmanager of a drill, with processes that do nothing in the place of agent and replica.
/// </summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class LabDrillPlatformTests : IAsyncLifetime, IDisposable
{
    private const string Replica = "gitops-demo-1";

    private static readonly TimeScale Scale = new(100);

    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLog _log = new();
    private readonly HttpClient _http = new();
    private readonly RegistryClient _registry;
    private HttpStub _pages = null!;
    private DebianPackages? _debian;

    public LabDrillPlatformTests() => _registry = new(_log, TimeProvider.System);

    private LabPaths Paths => new(_folder[".lab"]);

    private Wait Wait => new(_log, TimeProvider.System);

    private BackgroundProcesses Processes => new(Paths.Run, Wait);

    public async Task InitializeAsync() => _pages = await HttpStub.StartAsync(context => context.Response.WriteAsync("some_metric 1\n"));

    public async Task DisposeAsync()
    {
        foreach (var process in Processes.All)
        {
            await Processes.StopAsync(process.Name, TimeSpan.FromSeconds(5), default);
        }

        await _pages.DisposeAsync();
    }

    public void Dispose()
    {
        _debian?.Dispose();
        _http.Dispose();
        _registry.Dispose();
        _folder.Dispose();
    }

    [FactWithTool("prometheus", "alertmanager", "setsid")]
    public async Task Alerts_reach_the_receiver_of_the_drill_replicas_freeze_and_thaw_and_nothing_is_left()
    {
        // Given
        var live = await DeployAsync();
        var rules = new PrometheusRule(
            Healthy.Manifests.Only<ServiceMonitor>().Metadata, [new("g", TimeSpan.FromSeconds(30), [Rule("Always", "up == 1")])]);

        await using (var site = await Ground().OpenAsync(live, Scale.Of(rules), Scale, default))
        {
            // Then an alert comes all the way
            await Eventually.HoldsAsync(
                () => site.Receiver!.Firing.Any(labels => labels["alertname"] == "Always"), "it is delivered", TimeSpan.FromSeconds(30));
            Assert.Contains(
                await site.Prometheus.AlertsAsync(default), alert => alert is { State: "firing" } && alert.Labels["alertname"] == "Always");
            Assert.Contains(
                await site.Alertmanager.AlertsAsync(["namespace=\"gitops-demo-dev\""], default),
                alert => alert.Labels["alertname"] == "Always");
            Assert.Empty(await site.Alertmanager.AlertsAsync(["namespace=\"other\""], default));
            Assert.Equal(new DrillReplica(Replica, new($"http://127.0.0.1:{_pages.Address.Port}/")), Assert.Single(site.Replicas));

            // And replicas stand still and go on
            await site.Outage.BeginAsync(default);
            await Eventually.HoldsAsync(IsFrozen, "it stands still");
            Assert.Equal($"kill -CONT {Processes.Find(Replica)!.Identity.Id}", site.Outage.EndsByHand);
            await site.Outage.EndAsync(default);
            await Eventually.HoldsAsync(() => !IsFrozen(), "it goes on");
        }

        // And at the end only what was there before is there
        Assert.False(Directory.Exists(Paths.Drill.Root));
        Assert.Equal(["agent", Replica], Processes.All.Select(process => process.Name));
    }

    [FactWithTool("prometheus", "alertmanager", "setsid")]
    public async Task A_replica_that_does_not_run_is_no_ground_for_a_drill()
    {
        var live = await DeployAsync();
        await Processes.StopAsync(Replica, TimeSpan.FromSeconds(5), default);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => Ground().OpenAsync(live, OurAlert(), Scale, default));

        Assert.Equal($"{Replica} does not run", failure.Why);
    }

    [FactWithTool("prometheus", "alertmanager", "setsid")]
    public async Task What_can_not_be_opened_leaves_nothing_behind()
    {
        // Given rules that Prometheus does not take
        var live = await DeployAsync();

        // When
        await Assert.ThrowsAsync<DeliveryException>(() => Ground().OpenAsync(live, OurAlert("up ==="), Scale, default));

        // Then
        Assert.False(Directory.Exists(Paths.Drill.Root));
        Assert.Equal(["agent", Replica], Processes.All.Select(process => process.Name));
    }

    private static PrometheusRule OurAlert(string expression = "up == 1") =>
        new(Healthy.Manifests.Only<ServiceMonitor>().Metadata, [new("g", null, [Rule("Always", expression)])]);

    private static Rule Rule(string name, string expression) =>
        new(
            name,
            null,
            expression,
            TimeSpan.FromMinutes(1),
            TimeSpan.Zero,
            new Dictionary<string, string>(),
            new Dictionary<string, string>());

    private bool IsFrozen()
    {
        var stat = File.ReadAllText($"/proc/{Processes.Find(Replica)!.Identity.Id}/stat");
        return stat[stat.LastIndexOf(')') + 2] == 'T';
    }

    private async Task<LiveEnvironment> DeployAsync()
    {
        await Processes.StartAsync(LabAgentService.Name, new Command("sleep", "600"), default);
        var (_, identity, _) = await Processes.StartAsync(Replica, new Command("sleep", "600"), default);
        var port = _pages.Address.Port;
        new LabState
        {
            Ports = new Dictionary<string, int> { [LabAgentService.Name] = port },
            Environments = new Dictionary<string, LabEnvironment>
            {
                ["dev"] = new(
                    "gitops-demo-dev",
                    "4f1c",
                    "gitops-demo:1",
                    [new(Replica, "1", "gitops-demo:1", port, identity.Id, identity.Started, Container: null)]),
            },
        }.Save(Paths);
        var pod = new PodTarget(
            "gitops-demo-dev",
            Replica,
            Healthy.Manifests.Only<Deployment>().Template.Labels,
            [new("app", "http", 8080, $"127.0.0.1:{port}")]);
        Directory.CreateDirectory(Paths.Targets);
        await File.WriteAllTextAsync(
            TargetFile.PathOf(Paths.Targets, "gitops-demo-dev"), TargetFile.Write(Healthy.Manifests.All<Service>(), [pod]));
        return new("dev", "gitops-demo-dev", "4f1c", "gitops-demo:1", new("http://localhost/"), [], Healthy.Manifests.Yaml);
    }

    private LabDrillPlatform Ground()
    {
        var runner = new CommandRunner(_log);
        var environment = ToolEnvironment.Here(Repository.Root);
        _debian = new DebianPackages(environment, runner, _log);
        var tools = new Toolbox(
            () => ToolManifest.Read(Path.Combine(Repository.Root, "build", "tools.json")),
            environment,
            _debian,
            runner,
            _log,
            TimeProvider.System);
        var unpacker = new ImageUnpacker(_registry, Paths.Images);
        var runtimes = new ReplicaRuntimes(
            new SilentEngine(null), new ContainerRuntime(Paths, runner, Wait, new RecordingLog()), new ProcessRuntime(Processes, unpacker));
        return new(
            Paths,
            new DeliveredService("gitops-demo", 8080),
            tools,
            new LabServices(Paths, Processes, _http, Wait, _log),
            Processes,
            runtimes,
            LabSecrets.None,
            _http,
            Wait,
            _log);
    }
}
