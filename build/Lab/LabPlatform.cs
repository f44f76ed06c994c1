using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Dashboards;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Lab.Agent;
using GitOpsDemo.Lab.Fields;
using GitOpsDemo.Lab.Replicas;

namespace GitOpsDemo.Lab;

/// <summary>
/// This computer as a place to deliver to: everything real that needs no cluster, on 127.0.0.1, left running after the build.
/// </summary>
public sealed class LabPlatform(
    LabPaths paths,
    DeliveredService service,
    IReadOnlyList<string> environments,
    AgentProject agentProject,
    LabServices services,
    LabGitOps gitops,
    ReplicaRuntimes runtimes,
    LabCheck check,
    LabSecrets secrets,
    LabAdditions additions,
    Toolbox tools,
    IManifestRenderer renderer,
    HttpClient http,
    Wait wait,
    TimeProvider time,
    IDeliveryLog log) : IPlatform
{
    /// <summary>
    /// Beyond this a service that is not ready is broken, however the Deployment's <c>progressDeadlineSeconds</c> is set.
    /// </summary>
    private static readonly TimeSpan ReplicaTimeout = TimeSpan.FromSeconds(60);

    private readonly LabRegistry _registry = new(paths, tools, services);
    private readonly LabAgentService _agent = new(paths, services, agentProject);
    private readonly LabMonitoring _monitoring = new(paths, service, tools, services, secrets, http, log);
    private readonly LabPage _page = new(paths, service, environments, services);
    private readonly LabManifests _manifests = new(paths);
    private PlatformDefaults? _prepared;

    /// <summary>The programs that a delivery to the lab runs, in the order in which they are needed.</summary>
    public static IReadOnlyList<Tool> Programs { get; } =
        [Tool.Kubectl, Tool.Promtool, Tool.DockerRegistry, Tool.Prometheus, Tool.Alertmanager];

    public string Name => "the lab";

    /// <remarks>Once in a run: what is edited after that was not validated by it.</remarks>
    public async Task<PlatformDefaults> PrepareAsync(CancellationToken cancellationToken)
    {
        if (_prepared is null)
        {
            TakeOver();
            var address = await _registry.EnsureAsync(cancellationToken);
            await gitops.EnsureAsync(cancellationToken);
            _prepared = new(address.Authority, paths.Repository);
        }

        return _prepared;
    }

    /// <remarks>Over what is live a Prometheus that has ended comes back with the rules of what is pushed, and no others.</remarks>
    public bool IsUnmonitored => services.Find(LabMonitoring.Prometheus) is null && LabState.Load(paths).Environments.Count == 0;

    public async Task InstallMonitoringAsync(CancellationToken cancellationToken)
    {
        TakeOver();
        await _monitoring.EnsureAsync(await _agent.EnsureAsync(cancellationToken), cancellationToken);
        await additions.EnsureAsync(cancellationToken);
        _page.Refresh();
        log.Information($"the lab's page: {_page.Address}");
    }

    public Task ApplyAlertsAsync(ManifestSet rules, CancellationToken cancellationToken) =>
        _monitoring.ApplyAsync([.. rules.All<PrometheusRule>()], cancellationToken);

    public Task ApplyDashboardsAsync(IReadOnlyList<Dashboard> dashboards, CancellationToken cancellationToken)
    {
        _page.Show(dashboards);
        additions.Show(dashboards);
        log.Information($"shown on {_page.Address}: {string.Join(", ", dashboards.Select(dashboard => dashboard.Title))}");
        return Task.CompletedTask;
    }

    public void Expect(ImageReference image, CancellationToken cancellationToken) => _ = Task.Run(
        async () => await (await runtimes.ChooseAsync(cancellationToken)).PullAsync(image, cancellationToken), cancellationToken);

    public async Task<LiveEnvironment> SyncAsync(SyncRequest request, CancellationToken cancellationToken)
    {
        var yaml = await request.Repository.AtAsync(
            request.Commit,
            (checkout, token) => renderer.RenderAsync(Path.Combine(checkout, OverlayFile.Folder(request.Path, request.Environment)), token),
            cancellationToken);
        var set = ManifestSet.Parse(yaml, $"overlay {request.Environment} at {request.Commit[..12]}");
        foreach (var leftOut in await check.RequireAsync(set, cancellationToken))
        {
            log.Information(leftOut);
        }

        await _monitoring.WatchAsync(request.Environment, set, cancellationToken);
        var runtime = await runtimes.ChooseAsync(cancellationToken);
        await RollOutAsync(request, set, runtime, cancellationToken);
        _manifests.Keep(request.Environment, yaml);
        var state = LabState.Change(paths, before => before.With(
            request.Environment, before.Environments[request.Environment] with { IsRolledOut = true }));
        _page.Refresh();
        runtime.RemoveUnusedImages(state.Environments.Values.SelectMany(environment => environment.Replicas));
        return (await LiveAsync(request.Environment, cancellationToken))!;
    }

    /// <summary>Replaces the replicas of the environment.</summary>
    private async Task RollOutAsync(SyncRequest request, ManifestSet set, IReplicaRuntime runtime, CancellationToken cancellationToken)
    {
        var spec = ReplicaSpec.Of(set, secrets) with { ServicePort = service.Port };
        var agent = services.AddressOf(LabAgentService.Name);
        var traffic = new LabTraffic(request.Environment, service, set, request.Commit, paths, agent, http, wait, time);
        var live = LabState.Load(paths).Environments;
        await EndStraysAsync(runtime, live, spec, cancellationToken);
        var current = live.GetValueOrDefault(request.Environment)?.Replicas ?? [];
        await new ReplicaRollout(runtime, traffic, paths.Logs, wait, log).RunAsync(
            spec, current, request.Timeout ?? ReplicaTimeout, cancellationToken);
    }

    public Task<LiveEnvironment?> LiveAsync(string environment, CancellationToken cancellationToken)
    {
        var state = Own();
        return Task.FromResult(state.Environments.TryGetValue(environment, out var live)
            ? new LiveEnvironment(
                environment,
                live.Namespace,
                live.Commit,
                live.Image,
                new($"http://localhost:{state.PortOf(LabTraffic.PortName(environment))}/"),
                [.. live.Replicas.Select(replica => new LiveReplica(replica.Pod, replica.Image, replica.IsRunning, replica.Runtime))],
                _manifests.TextOf(environment))
            : null);
    }

    public Task<Uri> AddressOfAsync(ServiceApi api, CancellationToken cancellationToken)
    {
        Own();
        return Task.FromResult(services.AddressOf(NameOf(api)));
    }

    public Task<Uri> ServiceAddressAsync(LiveEnvironment environment, CancellationToken cancellationToken) =>
        Task.FromResult(environment.Url);

    public async Task<ILogStore> LogsAsync(CancellationToken cancellationToken) =>
        additions.LogStore() ?? new LabLogs(paths, await runtimes.ChooseAsync(cancellationToken));

    public Task<IReadOnlyList<OpenService>> OpenAsync(string environment, CancellationToken cancellationToken)
    {
        if (Own().Urls is not { Count: > 0 } urls)
        {
            throw new DeliveryException("nothing can be opened", "nothing of the lab runs", "./build.sh --target=Deploy starts it");
        }

        var service = LabTraffic.PortName(environment);
        return Task.FromResult<IReadOnlyList<OpenService>>(
        [
            .. urls.OrderByDescending(url => url.Key == service).Select(url => new OpenService(url.Key, new(url.Value), Lasts: true)),
        ]);
    }

    public Task<ILogSource> LogSourceAsync(LiveEnvironment live, CancellationToken cancellationToken) =>
        Task.FromResult(additions.LogSource(live) ?? LabReplicaLogs.Of(live.Environment, paths, runtimes.Of, log, time));

    public Task<Claim> ShownProofAsync(IReadOnlyList<Dashboard> dashboards, CancellationToken cancellationToken) =>
        Task.FromResult(additions.ShownProof(dashboards));

    public IArrivals Arrivals { get; } = new NoArrivals();

    public Task<string?> HostsLineAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    public Uri? Page => _page.Address;

    public Uri? LastingAddressOf(ServiceApi api) => services.Find(NameOf(api));

    private LabState Own() => LabState.Load(paths).For(service);

    private void TakeOver()
    {
        if (Own().Service is null)
        {
            LabState.Change(paths, unclaimed => unclaimed with { Service = service.Name });
        }
    }

    private static string NameOf(ServiceApi api) => api switch
    {
        ServiceApi.Prometheus => LabMonitoring.Prometheus,
        ServiceApi.Alertmanager => LabMonitoring.Alertmanager,
        ServiceApi.Loki => LabLoki.Name,
        ServiceApi.Grafana => LabGrafana.Name,
        _ => $"{api}",
    };

    private async Task EndStraysAsync(
        IReplicaRuntime runtime,
        IReadOnlyDictionary<string, LabEnvironment> live,
        ReplicaSpec spec,
        CancellationToken cancellationToken)
    {
        var known = live.Values.SelectMany(environment => environment.Replicas).Select(replica => replica.Pod).ToHashSet();
        foreach (var stray in await runtime.EndStraysAsync(known, spec.Deployment.Template.TerminationGracePeriod, cancellationToken))
        {
            log.Information($"{stray} was left by a build that was interrupted, and has ended");
        }
    }
}
