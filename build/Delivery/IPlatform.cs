using GitOpsDemo.Delivery.Dashboards;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Verification;
using GitOpsDemo.Delivery.Verification.Logs;

namespace GitOpsDemo.Delivery;

/// <summary>A place to deliver to: the lab on this computer, or a Kubernetes cluster. The build's tasks know nothing else of it.</summary>
public interface IPlatform
{
    /// <summary>What a person calls it, such as <c>the lab</c>.</summary>
    string Name { get; }

    /// <summary>Makes sure that it can be delivered to, and says where images and commits go when no option does.</summary>
    Task<PlatformDefaults> PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Brings the monitoring up.</summary>
    Task InstallMonitoringAsync(CancellationToken cancellationToken);

    /// <summary>Brings alert rules, such as those of <c>monitoring/alerts.yaml</c>, into Prometheus.</summary>
    Task ApplyAlertsAsync(ManifestSet rules, CancellationToken cancellationToken);

    /// <summary>Brings dashboards to Grafana, where there is one.</summary>
    Task ApplyDashboardsAsync(IReadOnlyList<Dashboard> dashboards, CancellationToken cancellationToken);

    /// <summary>Brings the overlay of an environment live as it stands at a commit of the GitOps repository, and waits until it is.</summary>
    /// <exception cref="DeliveryException">It did not become healthy in time. What ran before still runs.</exception>
    Task<LiveEnvironment> SyncAsync(SyncRequest request, CancellationToken cancellationToken);

    /// <summary>What runs in an environment; null when nothing was ever brought live there.</summary>
    Task<LiveEnvironment?> LiveAsync(string environment, CancellationToken cancellationToken);

    /// <summary>The address of an API, good for this run.</summary>
    /// <exception cref="DeliveryException">It does not run.</exception>
    Task<Uri> AddressOfAsync(ServiceApi api, CancellationToken cancellationToken);

    /// <summary>Where the live service answers this computer, good for this run.</summary>
    Task<Uri> ServiceAddressAsync(LiveEnvironment environment, CancellationToken cancellationToken);

    /// <summary>Where the lines end up that the service writes.</summary>
    Task<ILogStore> LogsAsync(CancellationToken cancellationToken);

    /// <summary>The proof that Grafana shows dashboards, where there is one.</summary>
    Task<Proof> ShownProofAsync(IReadOnlyList<Dashboard> dashboards, CancellationToken cancellationToken);

    /// <summary>How long what was applied lately may take until the monitoring has it.</summary>
    IArrivals Arrivals { get; }

    /// <summary>The line of <c>/etc/hosts</c> by which a browser finds what was installed; null when none is needed.</summary>
    Task<string?> HostsLineAsync(CancellationToken cancellationToken);

    /// <summary>Where a person can open an API after the run; null when nobody can, or it does not run.</summary>
    Uri? LastingAddressOf(ServiceApi api);
}
