using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Dashboards;
using GitOpsDemo.Delivery.Monitoring.Logs;
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
    RuleSelection selection,
    IDashboardDelivery delivery,
    IKubectl kubectl,
    ServiceAddresses addresses,
    ArgoCdSync sync,
    LiveState live,
    ShownDashboards shown,
    ClusterArrivals arrivals,
    HostsLine hosts,
    ClusterLogs logs,
    OpenServices open,
    ClusterReleases releases,
    Rollouts rollouts,
    IDeliveryLog log) : IPlatform
{
    /// <inheritdoc/>
    public string Name => $"cluster {settings.Context}";

    /// <inheritdoc/>
    public async Task<PlatformDefaults> PrepareAsync(CancellationToken cancellationToken)
    {
        await preflight.EnsureAsync(RequiredAccess.Delivery, cancellationToken);
        return new(ImageRegistry: null, GitOpsRepository: null);
    }

    /// <inheritdoc/>
    public Task InstallMonitoringAsync(CancellationToken cancellationToken) => monitoring.EnsureAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task ApplyAlertsAsync(ManifestSet rules, CancellationToken cancellationToken)
    {
        await preflight.EnsureAsync(RequiredAccess.Rules, cancellationToken);
        var objects = rules.All<PrometheusRule>().ToList();
        await selection.EnsureAsync(objects, cancellationToken);
        await kubectl.ApplyAsync(rules.Yaml, cancellationToken);
        log.Information($"applied {string.Join(", ", objects)}");
    }

    /// <inheritdoc/>
    public Task ApplyDashboardsAsync(IReadOnlyList<Dashboard> dashboards, CancellationToken cancellationToken) =>
        delivery.ApplyAsync(dashboards, cancellationToken);

    /// <inheritdoc/>
    public async Task<LiveEnvironment> SyncAsync(SyncRequest request, CancellationToken cancellationToken)
    {
        await preflight.EnsureAsync(RequiredAccess.Delivery, cancellationToken);
        await sync.RunAsync(request, cancellationToken);
        var found = await live.ReadAsync(request.Environment, cancellationToken) ?? throw new DeliveryException(
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

    /// <inheritdoc/>
    public Task<LiveEnvironment?> LiveAsync(string environment, CancellationToken cancellationToken) =>
        live.ReadAsync(environment, cancellationToken);

    /// <inheritdoc/>
    public Task<Uri> AddressOfAsync(ServiceApi api, CancellationToken cancellationToken) => addresses.OfAsync(api, cancellationToken);

    /// <inheritdoc/>
    public Task<Uri> ServiceAddressAsync(LiveEnvironment environment, CancellationToken cancellationToken) =>
        addresses.OfApplicationAsync(environment, cancellationToken);

    /// <inheritdoc/>
    public async Task<ILogStore> LogsAsync(CancellationToken cancellationToken) =>
        new LokiLogs(
            ServiceClient.For(await addresses.OfAsync(ServiceApi.Loki, cancellationToken), settings.AccessOf(ServiceApi.Loki)), service);

    /// <inheritdoc/>
    public Task<IReadOnlyList<OpenService>> OpenAsync(string environment, CancellationToken cancellationToken) =>
        open.OpenAsync(environment, cancellationToken);

    /// <inheritdoc/>
    public Task<ILogSource> LogSourceAsync(LiveEnvironment live, CancellationToken cancellationToken) =>
        logs.OfAsync(live, cancellationToken);

    /// <inheritdoc/>
    public Task<Claim> ShownProofAsync(IReadOnlyList<Dashboard> dashboards, CancellationToken cancellationToken) =>
        shown.ProofAsync(dashboards, cancellationToken);

    /// <inheritdoc/>
    public IArrivals Arrivals => arrivals;

    /// <inheritdoc/>
    public Task<string?> HostsLineAsync(CancellationToken cancellationToken) => hosts.ReadAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task PromoteCanaryAsync(string environment, CancellationToken cancellationToken) =>
        await rollouts.PromoteAsync(await live.NamespaceAsync(environment, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task AbortCanaryAsync(string environment, CancellationToken cancellationToken) =>
        await rollouts.AbortAsync(await live.NamespaceAsync(environment, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, string>?> ChartsAsync(CancellationToken cancellationToken) =>
        await releases.ReadAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>?> EventsAsync(string environment, CancellationToken cancellationToken) =>
        await live.EventsAsync(environment, cancellationToken);

    /// <inheritdoc/>
    public Uri? LastingAddressOf(ServiceApi api) => addresses.LastingOf(api);
}
