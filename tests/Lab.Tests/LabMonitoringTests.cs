using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Lab.Tests;

/// <summary>What Prometheus is told, by one that only takes notes.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class LabMonitoringTests : IAsyncLifetime, IDisposable
{
    private const string OfTheService = """
        ---
        apiVersion: monitoring.coreos.com/v1
        kind: PrometheusRule
        metadata: {name: own, namespace: gitops-demo-dev}
        spec: {groups: [{name: own.rules, rules: [{alert: Own, expr: up == 0}]}]}
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();
    private readonly List<string> _foldersThatItSaw = [];
    private int _status = 200;
    private HttpStub _prometheus = null!;

    private LabPaths Paths => new(_folder["lab"]);

    private Wait Wait => new(new RecordingLog(), TimeProvider.System);

    private BackgroundProcesses Processes => new(Paths.Run, Wait);

    public async Task InitializeAsync()
    {
        _prometheus = await HttpStub.StartAsync(context =>
        {
            _foldersThatItSaw.AddRange(Directory.GetDirectories(Paths.Prometheus));
            context.Response.StatusCode = _status;
            return Task.CompletedTask;
        });
        string[] names = [LabMonitoring.Prometheus, LabMonitoring.Alertmanager, LabAgentService.Name];
        await Task.WhenAll(names.Select(name => Processes.StartAsync(name, new Command("sleep", "600"), default)));
        new LabState { Ports = names.ToDictionary(name => name, _ => _prometheus.Address.Port) }.Save(Paths);
        Directory.CreateDirectory(Paths.Rules);
    }

    public async Task DisposeAsync()
    {
        await Task.WhenAll(Processes.All.Select(process => Processes.StopAsync(process.Name, TimeSpan.Zero, default)));
        await _prometheus.DisposeAsync();
    }

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Rules_that_Prometheus_did_not_take_are_given_to_it_again()
    {
        // Given rules that were written, and a Prometheus that refused them
        _status = 500;
        await Assert.ThrowsAsync<DeliveryException>(() => Monitoring().ApplyAsync([OurAlerts.Rules], default));
        _status = 200;

        // When, twice
        await Monitoring().ApplyAsync([OurAlerts.Rules], default);
        await Monitoring().ApplyAsync([OurAlerts.Rules], default);

        // Then it was told once more, and then no more
        Assert.Equal(["POST /-/reload", "POST /-/reload"], _prometheus.Requests);
    }

    [Fact]
    public async Task The_rules_of_an_environment_are_loaded_with_it_and_stay_beside_those_of_the_monitoring()
    {
        var manifests = Healthy.Text + OfTheService;
        var set = ManifestSet.Parse(manifests, "test");

        await Monitoring().WatchAsync("dev", set, default);
        new LabManifests(Paths).Keep("dev", manifests);
        await Monitoring().ApplyAsync([OurAlerts.Rules], default);

        string[] expected = [PrometheusRuleFileOf(OurAlerts.Rules), PrometheusRuleFileOf(set.Only<PrometheusRule>())];
        Assert.Equal(
            expected.Order(StringComparer.Ordinal),
            Directory.GetFiles(Paths.Rules).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Prometheus_finds_the_folder_of_targets_in_which_it_waits_for_changes()
    {
        await Monitoring().WatchAsync("dev", ManifestSet.Parse(Healthy.Text, "test"), default);

        Assert.Contains(Paths.Targets, _foldersThatItSaw);
    }

    private static string PrometheusRuleFileOf(PrometheusRule rule) => Delivery.Monitoring.Rules.PrometheusRuleFile.Name(rule);

    /// <summary>Nothing is started here, so that no programs are looked for.</summary>
    private LabMonitoring Monitoring()
    {
        var services = new LabServices(Paths, Processes, _http, Wait, new RecordingLog());
        return new(
            Paths,
            new DeliveredService("gitops-demo", 8080),
            tools: null!,
            services,
            LabSecrets.None,
            _http,
            new RecordingLog());
    }
}
