using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Monitoring.Dashboards;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Delivery.Proof;

namespace GitOpsDemo.Delivery;

/// <summary>A place to deliver to: the lab on this computer, or a Kubernetes cluster. The build's tasks know nothing else of it.</summary>
public interface IPlatform
{
    /// <summary>What a person calls it, such as <c>the lab</c>.</summary>
    string Name { get; }

    /// <summary>Makes sure that it can be delivered to, and says where images and commits go when no option does.</summary>
    Task<PlatformDefaults> PrepareAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Whether no monitoring runs, as far as it can tell at once: one that is started before the tests have passed changes nothing then.
    /// </summary>
    bool IsUnmonitored => false;

    Task InstallMonitoringAsync(CancellationToken cancellationToken);

    /// <summary>Loads alert rules, such as those of <c>monitoring/alerts.yaml</c>, into Prometheus.</summary>
    Task ApplyAlertsAsync(ManifestSet rules, CancellationToken cancellationToken);

    /// <summary>Puts dashboards into Grafana, where there is one.</summary>
    Task ApplyDashboardsAsync(IReadOnlyList<Dashboard> dashboards, CancellationToken cancellationToken);

    /// <summary>
    /// Begins in the background what an image that was pushed needs before it can run. What fails is tried again, and told, by
    /// <see cref="SyncAsync"/>.
    /// </summary>
    void Expect(ImageReference image, CancellationToken cancellationToken)
    {
    }

    /// <summary>
    /// Deploys the overlay of an environment as it is at a commit of the GitOps repository, and waits until it is live.
    /// </summary>
    /// <exception cref="DeliveryException">It did not become healthy in time. What ran before still runs.</exception>
    Task<LiveEnvironment> SyncAsync(SyncRequest request, CancellationToken cancellationToken);

    /// <summary>What runs in an environment; null when nothing was ever deployed there.</summary>
    Task<LiveEnvironment?> LiveAsync(string environment, CancellationToken cancellationToken);

    /// <summary>The address of an API, good for this run.</summary>
    /// <exception cref="DeliveryException">It does not run.</exception>
    Task<Uri> AddressOfAsync(ServiceApi api, CancellationToken cancellationToken);

    /// <summary>Where the live service answers this computer, good for this run.</summary>
    Task<Uri> ServiceAddressAsync(LiveEnvironment environment, CancellationToken cancellationToken);

    /// <summary>Where the lines end up that the service writes.</summary>
    Task<ILogStore> LogsAsync(CancellationToken cancellationToken);

    /// <summary>Opens the ways by which a person reaches what runs, the best one first; some are open as long as the run lasts.</summary>
    /// <exception cref="DeliveryException">There is none.</exception>
    Task<IReadOnlyList<OpenService>> OpenAsync(string environment, CancellationToken cancellationToken);

    /// <summary>Where the lines of what runs in an environment can be read.</summary>
    Task<ILogSource> LogSourceAsync(LiveEnvironment live, CancellationToken cancellationToken);

    /// <summary>The proof that Grafana shows dashboards, where there is one.</summary>
    Task<Claim> ShownProofAsync(IReadOnlyList<Dashboard> dashboards, CancellationToken cancellationToken);

    /// <summary>How long a recent change may take until the monitoring has it.</summary>
    IArrivals Arrivals { get; }

    /// <summary>The line of <c>/etc/hosts</c> by which a browser finds what was installed; null when none is needed.</summary>
    Task<string?> HostsLineAsync(CancellationToken cancellationToken);

    /// <summary>Brings a canary that waits for a decision to all replicas, and waits for that.</summary>
    /// <exception cref="DeliveryException">It does not get there.</exception>
    Task PromoteCanaryAsync(string environment, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Takes a canary that waits for a decision away.</summary>
    /// <exception cref="DeliveryException">It is still there.</exception>
    Task AbortCanaryAsync(string environment, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The charts that are installed, by their releases; none where there are none.</summary>
    Task<IReadOnlyDictionary<string, string>?> ChartsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, string>?>(null);

    /// <summary>The pods of an environment and what was said of them, a line each; none where nobody keeps it.</summary>
    Task<IReadOnlyList<string>?> EventsAsync(string environment, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>?>(null);

    /// <summary>Where a person can open an API after the run; null when nobody can, or it does not run.</summary>
    Uri? LastingAddressOf(ServiceApi api);

    /// <summary>Where a person sees everything on one page; null where there is none.</summary>
    Uri? Page => null;
}

/// <summary>Where images and commits go when no option says so.</summary>
/// <param name="ImageRegistry">The registry, as <c>host:port</c>; null when the platform has none.</param>
/// <param name="GitOpsRepository">The repository, as a URL or path; null when the platform has none.</param>
public sealed record PlatformDefaults(string? ImageRegistry, string? GitOpsRepository);

/// <summary>What is to be live.</summary>
/// <param name="Environment">The environment, the name of its overlay.</param>
/// <param name="Repository">The repository that is watched.</param>
/// <param name="Commit">The commit of it that has to be live.</param>
/// <param name="Path">The folder of an overlay in the repository, as <see cref="OverlayFile.Folder"/> reads it.</param>
/// <param name="ImageName">What the overlay calls the service's image.</param>
/// <param name="Timeout">The upper bound of the wait for one replica (lab) or for all of it (Kubernetes); null for the default.</param>
public sealed record SyncRequest(
    string Environment, GitOpsRepository Repository, string Commit, string Path, string ImageName, TimeSpan? Timeout);

/// <summary>A way by which a person reaches a server.</summary>
/// <param name="Name">What it is, such as <c>Grafana</c>.</param>
/// <param name="Address">Where it answers this computer.</param>
/// <param name="Lasts">Whether it stays when the run ends.</param>
public sealed record OpenService(string Name, Uri Address, bool Lasts)
{
    /// <summary>The user and where the password is, never the password itself; null when no login is needed.</summary>
    public string? Login { get; init; }
}

/// <summary>An API that proof is asked of.</summary>
public enum ServiceApi
{
    Prometheus,

    Alertmanager,

    /// <summary>Grafana; the lab has one only where it was asked for.</summary>
    Grafana,

    /// <summary>Loki; the lab has one only where it was asked for.</summary>
    Loki,

    /// <summary>Argo CD's server; the lab has none.</summary>
    ArgoCd,
}
