using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Report.Diff;
using GitOpsDemo.Kubernetes.ArgoCd;
using GitOpsDemo.Kubernetes.Charts;
using GitOpsDemo.Kubernetes.Dashboards;

namespace GitOpsDemo.Kubernetes;

/// <summary>Looks at a cluster: with <c>kubectl diff</c>, which lets the API server merge and keeps nothing.</summary>
public sealed class ClusterView(
    DeliveredService service,
    IKubectl kubectl,
    ChartCatalog catalog,
    ExistingInstallations existing,
    ChartInstaller installer,
    ClusterSettings settings,
    IDashboardDelivery dashboards,
    IDeliveryLog log) : IPlatformView
{
    private readonly KubectlApplications _applications = new(kubectl);
    private readonly NodePlatforms _nodes = new(kubectl, log);

    public PlatformDefaults Defaults { get; } = new(ImageRegistry: null, GitOpsRepository: null);

    public Task<IReadOnlyList<ImagePlatform>> ImagePlatformsAsync(CancellationToken cancellationToken) =>
        _nodes.ReadAsync(cancellationToken);

    public async Task<SyncState> SyncStateAsync(LiveEnvironment live, CancellationToken cancellationToken)
    {
        var name = service.In(live.Environment);
        if (!await kubectl.ExistsAsync(KubectlApplications.Kind, name, ClusterSettings.ArgoCdNamespace, cancellationToken))
        {
            return new("Unknown", live.Replicas.All(replica => replica.IsRunning) ? "Healthy" : "Degraded");
        }

        var state = ApplicationState.Parse(await _applications.GetAsync(name, cancellationToken));
        return new(state.SyncStatus, state.Health);
    }

    public async Task<IReadOnlyList<Difference>> CompareAsync(WantedState wanted, CancellationToken cancellationToken)
    {
        var differences = new List<Difference>();
        foreach (var chart in catalog.Monitoring)
        {
            if (!settings.UsesExistingMonitoring
                && await existing.FindAsync(chart, cancellationToken) is not { IsOurs: false }
                && await installer.CompareAsync(chart, cancellationToken) is { } text)
            {
                differences.Add(new($"chart {chart.Name}", text));
            }
        }

        differences.AddRange(await ObjectsAsync(wanted, cancellationToken));
        differences.AddRange(await dashboards.CompareAsync(wanted.Dashboards, cancellationToken));
        return differences;
    }

    private async Task<IEnumerable<Difference>> ObjectsAsync(WantedState wanted, CancellationToken cancellationToken)
    {
        var manifests = $"manifests of {wanted.Environment}";
        if (!await kubectl.ExistsAsync("customresourcedefinitions", "servicemonitors.monitoring.coreos.com", ns: null, cancellationToken))
        {
            return
            [
                New(manifests, wanted.Manifests, "the kinds of the monitoring are not installed"),
                New("rules", wanted.Rules, "their kind is not installed"),
            ];
        }

        var ns = wanted.Manifests.Objects[0].Metadata.Namespace ?? service.In(wanted.Environment);
        var overlay = await kubectl.ExistsAsync("namespaces", ns, ns: null, cancellationToken)
            ? await DiffAsync(manifests, wanted.Manifests, cancellationToken)
            : [New(manifests, wanted.Manifests, $"namespace {ns} is not there")];
        return [.. overlay, .. await DiffAsync("rules", wanted.Rules, cancellationToken)];
    }

    private async Task<IEnumerable<Difference>> DiffAsync(string subject, ManifestSet set, CancellationToken cancellationToken) =>
        await kubectl.DiffAsync(set.Yaml, cancellationToken) is { Length: > 0 } text ? [new(subject, text)] : [];

    private static Difference New(string subject, ManifestSet set, string why) =>
        new(subject, $"{why}: {Plural.Of(set.Objects.Count, "new object")}");
}
