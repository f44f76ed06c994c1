using System.Text.Json;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Monitoring.Alerts;
using GitOpsDemo.Delivery.Monitoring.Dashboards;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Monitoring.Rules;
using GitOpsDemo.Delivery.Monitoring.Targets;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Lab;
using GitOpsDemo.Lab.Agent;
using GitOpsDemo.LabContract;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Proof.Mutants;

/// <summary>
/// The real service twice, the real lab agent, Prometheus and Alertmanager, with the rules and manifests of this repository, in which time
/// runs thirty times as fast. Everything of it can be broken.
/// </summary>
public sealed class HealthyLab : IAsyncDisposable
{
    public const string Space = "gitops-demo-dev";
    private const string App = "gitops-demo";
    private const string Prometheus = "prometheus";
    private const string Alertmanager = "alertmanager";
    private static readonly string[] Pods = ["gitops-demo-a", "gitops-demo-b"];

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, int> _ports = [];
    private readonly HttpClient _http = new();
    private readonly List<string> _silences = [];
    private LabPaths _paths = null!;
    private BackgroundProcesses _processes = null!;
    private MonitoringPrograms _programs = null!;

    /// <summary>How much faster time runs.</summary>
    internal static TimeScale Scale { get; } = new(30);

    /// <summary>The rules as they must be, in fast time.</summary>
    public static PrometheusRule Rules { get; } = Scale.Of(
        ManifestSet.Load(Path.Combine(Repository.Root, "monitoring/alerts.yaml")).Only<PrometheusRule>());

    /// <summary>The dashboards as they must be.</summary>
    public static IReadOnlyList<Dashboard> Dashboards { get; } = Dashboard.LoadAll(Path.Combine(Repository.Root, "monitoring/dashboards"));

    /// <summary>The pages of the two replicas, then that of the agent.</summary>
    internal IReadOnlyList<ServicePage> Pages { get; private set; } = [];

    internal PrometheusClient PrometheusClient { get; private set; } = null!;

    internal AlertmanagerClient AlertmanagerClient { get; private set; } = null!;

    /// <summary>What runs.</summary>
    internal LiveEnvironment Live => new(
        "dev", Space, "commit", Image, new($"http://127.0.0.1:{_ports[Pods[0]]}/"),
        [.. Pods.Select(pod => new LiveReplica(
            pod, Image, _processes.Running(pod) is not null, $"process {_processes.Find(pod)?.Identity.Id}"))],
        Healthy.Text);

    private static string Image => Healthy.Manifests.Only<Deployment>().Template.Containers[0].Image;

    private string RuleFile => Path.Combine(_paths.Rules, PrometheusRuleFile.Name(Rules));

    /// <summary>Starts all of it, and proves it.</summary>
    public static async Task<HealthyLab> StartAsync()
    {
        var lab = new HealthyLab();
        try
        {
            await lab.InitializeAsync();
            return lab;
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes.All)
        {
            await _processes.StopAsync(process.Name, TimeSpan.FromSeconds(2), default);
        }

        foreach (var page in Pages)
        {
            await page.DisposeAsync();
        }

        _http.Dispose();
        _folder.Dispose();
    }

    private async Task InitializeAsync()
    {
        _paths = new(_folder.Path);
        _processes = new(_paths.Run, new Wait(new RecordingLog(), TimeProvider.System));
        _programs = new(_paths, TestTools.Find("prometheus")!, TestTools.Find("alertmanager")!);
        foreach (var name in (string[])[.. Pods, "agent", "page", Prometheus, Alertmanager])
        {
            _ports[name] = FreePort.Next();
        }

        await Task.WhenAll(Pods.Select(StartReplicaAsync));
        await StartAgentAsync();
        Pages = await Task.WhenAll(
            Pods.Append("agent").Select(name => ServicePage.StartAsync(new Uri($"http://127.0.0.1:{_ports[name]}/"))));
        WriteTargets(Space, Healthy.Manifests, Pods);
        WriteRules(Rules);
        WriteConfiguration();
        _programs.Configure(Scale.Of(new AlertmanagerConfiguration { Namespaces = "gitops-demo-.*" }));
        await StartMonitoringAsync();
        PrometheusClient = new(new HttpClient { BaseAddress = AddressOf(Prometheus) });
        AlertmanagerClient = new(new HttpClient { BaseAddress = AddressOf(Alertmanager) });
        await HealAsync();
    }

    /// <summary>Everything as it was, and proven.</summary>
    internal async Task HealAsync()
    {
        await RestoreAsync();
        var failed = (await ProveAsync(TimeProvider.System)).Where(result => result.Verdict == Verdict.Fail).ToList();
        Assert.True(failed.Count == 0, string.Join("\n", failed));
    }

    /// <summary>Everything as it was; Prometheus will see it soon.</summary>
    internal async Task RestoreAsync()
    {
        foreach (var page in Pages)
        {
            page.Change = text => text;
        }

        await Task.WhenAll(Pods.Where(pod => _processes.Running(pod) is null).Select(StartReplicaAsync));
        await StartMonitoringAsync();
        WriteTargets(Space, Healthy.Manifests, Pods);
        WriteRules(Rules);
        WriteConfiguration();
        _programs.Configure(Scale.Of(new AlertmanagerConfiguration { Namespaces = "gitops-demo-.*" }));
        foreach (var silence in _silences)
        {
            using var ended = await _http.DeleteAsync(new Uri(AddressOf(Alertmanager), $"api/v2/silence/{silence}"));
        }

        _silences.Clear();
        await ReloadAsync();
    }

    /// <summary>The whole proof of what runs, for what is broken at that moment.</summary>
    internal async Task<IReadOnlyList<CheckResult>> ProveAsync(
        TimeProvider? time = null, IReadOnlyList<Dashboard>? dashboards = null, LiveEnvironment? live = null) =>
    [
        .. await ProveTargetsAsync(time, live),
        .. await ProveRulesAsync(time),
        .. await ProveAlertingAsync(time),
        .. await ProveDashboardsAsync(time, dashboards),
    ];

    internal Task<IReadOnlyList<CheckResult>> ProveTargetsAsync(TimeProvider? time = null, LiveEnvironment? live = null) =>
        Proving.MakeAsync(TargetProof.Of(PrometheusClient, InFastTime(live ?? Live)), time ?? new QuickTime());

    internal Task<IReadOnlyList<CheckResult>> ProveRulesAsync(TimeProvider? time = null) =>
        Proving.MakeAsync(RuleProof.Of(PrometheusClient, Rules, time ?? new QuickTime()), time ?? new QuickTime());

    internal Task<IReadOnlyList<CheckResult>> ProveAlertingAsync(TimeProvider? time = null) =>
        Proving.MakeAsync(
            AlertingProof.Of(PrometheusClient, AlertmanagerClient, AddressOf(Alertmanager), Rules, Space), time ?? new QuickTime());

    internal async Task<IReadOnlyList<CheckResult>> ProveDashboardsAsync(
        TimeProvider? time = null, IReadOnlyList<Dashboard>? dashboards = null)
    {
        var clock = time ?? new QuickTime();
        var proof = await DashboardProof.OfAsync(
            PrometheusClient, LogsAsync, dashboards ?? Dashboards, Live, clock, default);
        return await Proving.MakeAsync(proof, clock);

        Task<ILogStore> LogsAsync(CancellationToken _) => Task.FromResult<ILogStore>(new LabLogs(_paths, runtime: null!));
    }

    /// <summary>Gives Prometheus other rules.</summary>
    internal async Task LoadRulesAsync(params PrometheusRule[] rules)
    {
        foreach (var file in Directory.GetFiles(_paths.Rules))
        {
            File.Delete(file);
        }

        foreach (var rule in rules)
        {
            AtomicFile.WriteAllText(Path.Combine(_paths.Rules, PrometheusRuleFile.Name(rule)), PrometheusRuleFile.Write(rule));
        }

        await ReloadAsync();
    }

    /// <summary>Gives Prometheus other Alertmanagers.</summary>
    internal async Task ConfigureAsync(IReadOnlyList<string> alertmanagers)
    {
        WriteConfiguration(alertmanagers: alertmanagers);
        await ReloadAsync();
    }

    /// <summary>Gives Prometheus more namespaces, with the same pods behind other Services and ServiceMonitors.</summary>
    internal async Task ScrapeAsync(IReadOnlyList<(string Name, ScrapeMutants.ScrapedNamespace Made)> namespaces)
    {
        foreach (var (name, made) in namespaces)
        {
            WriteTargets(name, made.ServicesIn(name), made.PodsOrBoth);
        }

        WriteConfiguration(monitors: [.. namespaces.Select(space => space.Made.MonitorIn(space.Name))]);
        await ReloadAsync();
    }

    /// <summary>Changes what the service and the exporter say, and waits until Prometheus has read it.</summary>
    internal async Task ChangePagesAsync(Func<string, string> change)
    {
        foreach (var page in Pages)
        {
            page.Change = change;
        }

        await ScrapedAsync();
    }

    /// <summary>Waits until Prometheus has read every page, and what it read is there: the next scrape has begun.</summary>
    private async Task ScrapedAsync()
    {
        var before = Pages.Select(page => page.Reads).ToList();
        await Eventually.HoldsAsync(
            () => Pages.Zip(before, (page, reads) => page.Reads - reads).All(reads => reads > 2), "every page is read",
            TimeSpan.FromSeconds(30));
    }

    /// <summary>Gives Alertmanager another configuration.</summary>
    internal async Task RouteAsync(Func<string, string> change)
    {
        var file = MonitoringPrograms.RoutesOf(_paths);
        AtomicFile.WriteAllText(file, change(await File.ReadAllTextAsync(file)));
        await ReloadAsync();
    }

    /// <summary>Silences what has a label.</summary>
    internal async Task SilenceAsync(string label, string value)
    {
        var now = DateTimeOffset.UtcNow;
        var body = JsonSerializer.Serialize(new
        {
            matchers = new[] { new { name = label, value, isRegex = false, isEqual = true } },
            startsAt = now,
            endsAt = now.AddHours(1),
            createdBy = "somebody",
            comment = "too loud",
        });
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(new Uri(AddressOf(Alertmanager), "api/v2/silences"), content);
        _silences.Add(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("silenceID").GetString()!);
    }

    /// <summary>Ends a replica.</summary>
    internal Task KillReplicaAsync() => _processes.StopAsync(Pods[1], TimeSpan.Zero, default);

    /// <summary>Ends Alertmanager.</summary>
    internal Task StopAlertmanagerAsync() => _processes.StopAsync(Alertmanager, TimeSpan.Zero, default);

    /// <summary>Starts Prometheus again, with the series that it has on disk.</summary>
    internal async Task RestartPrometheusAsync()
    {
        await _processes.StopAsync(Prometheus, TimeSpan.FromSeconds(10), default);
        await StartMonitoringAsync();
    }

    /// <summary>The healthy manifests, scraped at the interval and timeout of this place; those of a fault have their own.</summary>
    private static LiveEnvironment InFastTime(LiveEnvironment live) => live.Manifests != Healthy.Text
        ? live
        : live with { Manifests = Healthy.ScrapedEvery(PrometheusDuration.Format(Scale.Of(TimeSpan.FromSeconds(5)))) };

    private Uri AddressOf(string name) => new($"http://localhost:{_ports[name]}/");

    private static string Program(string project, string file) => Path.Combine(Repository.Root, project, "bin/Release/net10.0", file);

    private async Task StartReplicaAsync(string pod)
    {
        await _processes.StartAsync(
            pod,
            new Command("dotnet", Program("src/GitOpsDemo.Api", "GitOpsDemo.Api.dll"))
            {
                Environment = new Dictionary<string, string?>
                {
                    ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{_ports[pod]}",
                    ["POD_NAME"] = pod,
                },
            },
            default);
        await AnswersAsync(new Uri($"http://127.0.0.1:{_ports[pod]}/ready"));

        // Somebody uses it: panels about users have something to draw.
        await AnswersAsync(new Uri($"http://127.0.0.1:{_ports[pod]}/"));
    }

    private async Task StartAgentAsync()
    {
        var pods = Pods.Select(pod => new AgentPod(Space, pod, "app", Image, new($"http://127.0.0.1:{_ports[pod]}"))
        {
            Deployment = App,
            Process = _processes.Running(pod)!.Identity,
            MemoryLimitBytes = 192 * 1024 * 1024,
            Readiness = new("/ready") { PeriodSeconds = 1 },
        });
        var state = new AgentState(1, [], [.. pods], [new(Space, App, Pods.Length)]);
        var file = Path.Combine(_folder.Path, "agent.json");
        AtomicFile.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(state, AgentJson.Default.AgentState));
        var folder = Path.GetDirectoryName(Program("build/LabAgent", AgentProgram.Assembly))!;
        await _processes.StartAsync("agent", AgentProgram.Command(folder, file, _ports["agent"], _ports["page"]), default);
        await AnswersAsync(new Uri($"http://127.0.0.1:{_ports["agent"]}/healthz"));
    }

    private async Task StartMonitoringAsync()
    {
        Directory.CreateDirectory(_paths.Rules);
        if (_processes.Running(Alertmanager) is null)
        {
            await _processes.StartAsync(Alertmanager, _programs.Alertmanager(_ports[Alertmanager]), default);
        }

        if (_processes.Running(Prometheus) is null)
        {
            await _processes.StartAsync(Prometheus, _programs.Prometheus(_ports[Prometheus], Scale), default);
        }

        await AnswersAsync(new Uri(AddressOf(Alertmanager), "-/ready"));
        await AnswersAsync(new Uri(AddressOf(Prometheus), "-/ready"));
    }

    private Task AnswersAsync(Uri address) => Eventually.HoldsAsync(
        async () =>
        {
            try
            {
                using var answer = await _http.GetAsync(address);
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        },
        $"{address} answers",
        TimeSpan.FromSeconds(60));

    private async Task ReloadAsync()
    {
        foreach (var name in (string[])[Prometheus, Alertmanager])
        {
            using var answer = await _http.PostAsync(new Uri(AddressOf(name), "-/reload"), null);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }
    }

    private void WriteRules(PrometheusRule rules)
    {
        Directory.CreateDirectory(_paths.Rules);
        foreach (var other in Directory.GetFiles(_paths.Rules).Where(file => file != RuleFile))
        {
            File.Delete(other);
        }

        AtomicFile.WriteIfChanged(RuleFile, PrometheusRuleFile.Write(rules));
    }

    private void WriteTargets(string space, ManifestSet manifests, IReadOnlyList<string> pods)
    {
        var labels = Healthy.Manifests.Only<Deployment>().Template.Labels;
        var targets = pods.Select((pod, index) => new PodTarget(
            space, pod, labels, [new PodPort("app", "http", 8080, $"127.0.0.1:{Pages[index].Address.Port}")]));
        AtomicFile.WriteIfChanged(TargetFile.PathOf(_paths.Targets, space), TargetFile.Write(manifests.All<Service>(), targets));
    }

    private void WriteConfiguration(IReadOnlyList<ServiceMonitor>? monitors = null, IReadOnlyList<string>? alertmanagers = null)
    {
        var scaled = Scale.Of(new PrometheusConfiguration
        {
            Monitors = [ManifestSet.Parse(Healthy.ScrapedEvery("5s"), "k8s/overlays/dev").Only<ServiceMonitor>()],
            TargetFolder = _paths.Targets,
            RuleFiles = [Path.Combine(_paths.Rules, "*.yaml")],
            Alertmanagers = alertmanagers ?? [AddressOf(Alertmanager).Authority],
            Jobs = [new("kube-state-metrics", Pages[^1].Address.Authority, HonorLabels: true) { Interval = TimeSpan.FromSeconds(5) }],
        });

        // Those that are added keep their own intervals and timeouts.
        var configuration = scaled with { Monitors = [.. scaled.Monitors, .. monitors ?? []] };
        AtomicFile.WriteIfChanged(MonitoringPrograms.ConfigurationOf(_paths), configuration.ToYaml());
    }
}
