using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Dashboards;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Kubernetes.Dashboards;

namespace GitOpsDemo.Kubernetes;

/// <summary>
/// Servers whose addresses were given (<c>--prometheus-url</c>, <c>prometheusUrl</c> …), without a cluster: what can be asked of them is
/// proven, against this repository's own manifests. Nothing is delivered.
/// </summary>
public sealed class NamedServers(
    ClusterSettings settings,
    DeliveredService service,
    IDashboardDelivery dashboardDelivery,
    ServiceAddresses addresses,
    GrafanaAdmin grafana,
    IManifestRenderer renderer,
    ManifestFolders manifests,
    IDeliveryLog log,
    TimeProvider time) : IPlatform
{
    private readonly GrafanaProof _shown = new(addresses, grafana);
    private readonly LokiServer _loki = new(settings, addresses, service);

    public string Name => "the named servers";

    public IArrivals Arrivals { get; } = new NoArrivals();

    public Task<PlatformDefaults> PrepareAsync(CancellationToken cancellationToken) => throw NoCluster("nothing can be delivered");

    public Task InstallMonitoringAsync(CancellationToken cancellationToken) => throw NoCluster("the monitoring can't be installed");

    public Task ApplyAlertsAsync(ManifestSet rules, CancellationToken cancellationToken) => throw NoCluster("the rules can't be applied");

    public Task ApplyDashboardsAsync(IReadOnlyList<Dashboard> dashboards, CancellationToken cancellationToken) =>
        dashboardDelivery.ApplyAsync(dashboards, cancellationToken);

    public Task<LiveEnvironment> SyncAsync(SyncRequest request, CancellationToken cancellationToken) =>
        throw NoCluster($"{request.Environment} can't be deployed");

    /// <summary>What should run, by this repository's own manifests. It has no pods: which run, nobody here can tell.</summary>
    public async Task<LiveEnvironment?> LiveAsync(string environment, CancellationToken cancellationToken)
    {
        var yaml = await renderer.RenderAsync(manifests.PathOf(environment), cancellationToken);
        var deployment = ManifestSet.Parse(yaml, $"overlay {environment}").Only<Deployment>();
        return new(
            environment,
            deployment.Metadata.Namespace ?? "default",
            "unknown: no cluster was asked",
            deployment.Template.Containers[0].Image,
            new($"http://{service.Name}.{deployment.Metadata.Namespace}.svc/"),
            [],
            yaml);
    }

    public Task<Uri> AddressOfAsync(ServiceApi api, CancellationToken cancellationToken) => addresses.OfAsync(api, cancellationToken);

    public Task<Uri> ServiceAddressAsync(LiveEnvironment environment, CancellationToken cancellationToken) =>
        Task.FromResult(environment.Url);

    public Task<ILogStore> LogsAsync(CancellationToken cancellationToken) => _loki.StoreAsync(cancellationToken);

    public Task<IReadOnlyList<OpenService>> OpenAsync(string environment, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<OpenService>>(
            [.. settings.Addresses.Select(server => new OpenService($"{server.Key}", server.Value, Lasts: true))]);

    public Task<ILogSource> LogSourceAsync(LiveEnvironment live, CancellationToken cancellationToken) =>
        _loki.SourceAsync(live, log, time, cancellationToken);

    public Task<Claim> ShownProofAsync(IReadOnlyList<Dashboard> dashboards, CancellationToken cancellationToken) =>
        _shown.OfAsync(dashboards, cancellationToken);

    public Task<string?> HostsLineAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    public Uri? LastingAddressOf(ServiceApi api) => addresses.LastingOf(api);

    private DeliveryException NoCluster(string what) => new(
        what,
        $"{settings.Source?.Name} names a server, and nothing names a cluster",
        $"name a context of the kubeconfig with --kube-context; for the lab, {settings.Source?.WayToLab}");
}
