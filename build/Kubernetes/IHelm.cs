using System.Text.Json.Nodes;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Kubernetes;

/// <summary>What the delivery asks of helm, always in the one context that it was made for.</summary>
/// <remarks>Every method throws <see cref="DeliveryException"/> with helm's own reason when helm fails.</remarks>
public interface IHelm
{
    /// <summary>The releases of a namespace, or of all namespaces when it is null, in any state.</summary>
    Task<IReadOnlyList<HelmRelease>> ListAsync(string? ns, CancellationToken cancellationToken);

    Task<JsonObject> ValuesAsync(string release, string ns, CancellationToken cancellationToken);

    /// <summary>The latest revisions of a release, oldest first.</summary>
    Task<IReadOnlyList<HelmRevision>> HistoryAsync(string release, string ns, CancellationToken cancellationToken);

    /// <summary>Renders a chart with its CRDs, without a cluster.</summary>
    Task<string> TemplateAsync(HelmInstallation installation, CancellationToken cancellationToken);

    /// <summary>Installs or upgrades a release, waits until it is ready, and puts it back when it is not in time.</summary>
    /// <param name="installation">The chart.</param>
    /// <param name="timeout">How long it may take to be ready.</param>
    /// <param name="stop">Ends the wait early: the release is then put back as after a timeout, and the failure reported.</param>
    Task UpgradeAsync(HelmInstallation installation, TimeSpan timeout, CancellationToken stop, CancellationToken cancellationToken);

    /// <summary>Puts a release back to a revision and waits until it is ready.</summary>
    Task RollbackAsync(string release, string ns, int revision, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>Removes a release and waits until its objects are gone.</summary>
    Task UninstallAsync(string release, string ns, TimeSpan timeout, CancellationToken cancellationToken);
}

/// <summary>A chart as it is to be installed.</summary>
/// <param name="Release">The name of the release.</param>
/// <param name="Source">Where the chart comes from.</param>
/// <param name="Values">The values, above those of the chart.</param>
public sealed record HelmInstallation(string Release, string Namespace, ChartSource Source, JsonObject Values);

/// <summary>A release as <c>helm list</c> shows it.</summary>
/// <param name="Revision">The latest revision.</param>
/// <param name="Updated">When that was made.</param>
/// <param name="Status">What helm says of it, such as <c>deployed</c> or <c>pending-upgrade</c>.</param>
/// <param name="Chart">Name and version of its chart, as in <c>loki-1.2.3</c>.</param>
public sealed record HelmRelease(string Name, string Namespace, int Revision, DateTimeOffset Updated, string Status, string Chart)
{
    /// <summary>Whether all of it is in the cluster.</summary>
    public bool IsDeployed => Status == "deployed";

    /// <summary>Whether a helm is working on it, or was killed while it was.</summary>
    public bool IsPending => Status.StartsWith("pending-", StringComparison.Ordinal);
}

/// <summary>A revision of a release as <c>helm history</c> shows it.</summary>
/// <param name="Revision">Its number.</param>
/// <param name="Status">What helm says of it, such as <c>superseded</c>.</param>
public sealed record HelmRevision(int Revision, string Status);
