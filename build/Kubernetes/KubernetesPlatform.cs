using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Dashboards;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Kubernetes.ArgoCd;
using GitOpsDemo.Kubernetes.Dashboards;

namespace GitOpsDemo.Kubernetes;

/// <summary>A Kubernetes cluster as a place to deliver to, by helm, kubectl and Argo CD.</summary>
public sealed class KubernetesPlatform(
    ClusterSettings settings,
    DeliveredService service,
    Preflight preflight,
    MonitoringInstallation monitoring,
    IDashboardDelivery dashboardDelivery,
    GrafanaAdmin grafana,
    ServiceAddresses addresses,
    PortForwards forwards,
    ArgoCdSync sync,
    IKubectl kubectl,
    IHelm helm,
    ClusterReleases releases,
    RunningImages images,
    TimeProvider time,
    IDeliveryLog log) : IPlatform
{
    private readonly RuleSelection _selection = new(kubectl);
    private readonly LiveState _live = new(kubectl, service);
    private readonly GrafanaProof _shown = new(addresses, grafana);
    private readonly ClusterLogs _logs = new(settings, addresses, service, kubectl, log, time);
    private readonly OpenServices _open = new(settings, service, addresses, forwards, kubectl, log);
    private readonly HostsLine _hosts = new(settings, kubectl);
    private readonly Rollouts _rollouts = new(kubectl, service, new Wait(log, time));

    public string Name => $"cluster {settings.Context}";

    public async Task<PlatformDefaults> PrepareAsync(CancellationToken cancellationToken)
    {
        await preflight.EnsureAsync(RequiredAccess.Delivery, cancellationToken);
        return new(ImageRegistry: null, GitOpsRepository: null);
    }

    public Task InstallMonitoringAsync(CancellationToken cancellationToken) => monitoring.EnsureAsync(cancellationToken);

    public async Task ApplyAlertsAsync(ManifestSet rules, CancellationToken cancellationToken)
    {
        await preflight.EnsureAsync(RequiredAccess.Rules, cancellationToken);
        var objects = rules.All<PrometheusRule>().ToList();
        await _selection.EnsureAsync(objects, cancellationToken);
        await kubectl.ApplyAsync(rules.Yaml, cancellationToken);
        log.Information($"applied {string.Join(", ", objects)}");
    }

    public Task ApplyDashboardsAsync(IReadOnlyList<Dashboard> dashboards, CancellationToken cancellationToken) =>
        dashboardDelivery.ApplyAsync(dashboards, cancellationToken);

    public async Task<LiveEnvironment> SyncAsync(SyncRequest request, CancellationToken cancellationToken)
    {
        await preflight.EnsureAsync(RequiredAccess.Delivery, cancellationToken);
        await sync.RunAsync(request, cancellationToken);
        var found = await LiveAsync(request.Environment, cancellationToken) ?? throw new DeliveryException(
            $"{request.Environment} can't be read",
            "Argo CD says that it is live, but neither its Deployment nor its Rollout is found",
            "./build.sh --target=Status shows more");
        if (found.IsCanary)
        {
            log.Information(
                "it is a canary that waits for a decision: --soak compares it with the stable version, and promotes it or aborts it; "
                + $"kubectl argo rollouts promote {service.Name} --full -n {found.Namespace} does it by hand");
        }

        return found;
    }

    public async Task<LiveEnvironment?> LiveAsync(string environment, CancellationToken cancellationToken) =>
        await _live.ReadAsync(environment, cancellationToken) is { } live ? await images.KnownByIndexAsync(live, cancellationToken) : null;

    public Task<Uri> AddressOfAsync(ServiceApi api, CancellationToken cancellationToken) => addresses.OfAsync(api, cancellationToken);

    public Task<Uri> ServiceAddressAsync(LiveEnvironment environment, CancellationToken cancellationToken) =>
        addresses.OfApplicationAsync(environment, cancellationToken);

    public Task<ILogStore> LogsAsync(CancellationToken cancellationToken) => _logs.StoreAsync(cancellationToken);

    public Task<IReadOnlyList<OpenService>> OpenAsync(string environment, CancellationToken cancellationToken) =>
        _open.OpenAsync(environment, cancellationToken);

    public Task<ILogSource> LogSourceAsync(LiveEnvironment live, CancellationToken cancellationToken) =>
        _logs.OfAsync(live, cancellationToken);

    public Task<Claim> ShownProofAsync(IReadOnlyList<Dashboard> dashboards, CancellationToken cancellationToken) =>
        _shown.OfAsync(dashboards, cancellationToken);

    public IArrivals Arrivals { get; } = new ClusterArrivals(kubectl, helm, time);

    public Task<string?> HostsLineAsync(CancellationToken cancellationToken) => _hosts.ReadAsync(cancellationToken);

    public async Task PromoteCanaryAsync(string environment, CancellationToken cancellationToken) =>
        await _rollouts.PromoteAsync(await _live.NamespaceAsync(environment, cancellationToken), cancellationToken);

    public async Task AbortCanaryAsync(string environment, CancellationToken cancellationToken) =>
        await _rollouts.AbortAsync(await _live.NamespaceAsync(environment, cancellationToken), cancellationToken);

    public async Task<IReadOnlyDictionary<string, string>?> ChartsAsync(CancellationToken cancellationToken) =>
        await releases.ReadAsync(cancellationToken);

    public async Task<IReadOnlyList<string>?> EventsAsync(string environment, CancellationToken cancellationToken) =>
        await _live.EventsAsync(environment, cancellationToken);

    public Uri? LastingAddressOf(ServiceApi api) => addresses.LastingOf(api);
}
