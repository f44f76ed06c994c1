using GitOpsDemo.Delivery;
using GitOpsDemo.Kubernetes.Charts;

namespace GitOpsDemo.Kubernetes;

/// <summary>Everything that the build has installed in a cluster by helm: shown, and removed.</summary>
public sealed class ClusterReleases(
    ClusterSettings settings,
    ChartCatalog catalog,
    ExistingInstallations existing,
    ChartInstaller installer,
    Preflight preflight,
    IHelm helm,
    IDeliveryLog log)
{
    private const int NameWidth = 14;

    /// <summary>Tells the version of the cluster and the state of each release.</summary>
    public async Task TellAsync(CancellationToken cancellationToken)
    {
        await preflight.VersionAsync(cancellationToken);
        var releases = await helm.ListAsync(ns: null, cancellationToken);
        foreach (var chart in catalog.All)
        {
            var found = releases.FirstOrDefault(release => release.Name == chart.Release && release.Namespace == chart.Namespace);
            var state = found is null
                ? await OthersAsync(chart, cancellationToken)
                : $"{found.Chart} {found.Status}, revision {found.Revision} of {found.Updated:u}";
            log.Information(chart.Release.PadRight(NameWidth) + state);
        }
    }

    /// <summary>The chart of each release that this build has installed.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(CancellationToken cancellationToken)
    {
        var releases = await helm.ListAsync(ns: null, cancellationToken);
        return releases
            .Where(release => catalog.All.Any(chart => chart.Release == release.Name && chart.Namespace == release.Namespace))
            .ToDictionary(release => release.Name, release => release.Chart);
    }

    private async Task<string> OthersAsync(Chart chart, CancellationToken cancellationToken)
    {
        try
        {
            return await existing.FindAsync(chart, cancellationToken) is { } other
                ? $"not installed by this build: {other} is there"
                : "not installed";
        }
        catch (DeliveryException exception)
        {
            return $"not installed; {exception.Why}";
        }
    }

    /// <summary>Removes every release, the last one first. CRDs, volumes and Secrets stay: they hold what can't be made again.</summary>
    /// <param name="confirm">Asked once, before anything is changed: whether the answer is the name of the context.</param>
    /// <exception cref="DeliveryException">It was not confirmed.</exception>
    public async Task RemoveAsync(Func<string, Task<bool>> confirm, CancellationToken cancellationToken)
    {
        var context = settings.Context
            ?? throw new DeliveryException("nothing is removed", "no cluster was named", "name it with --kube-context");
        await preflight.EnsureAsync(RequiredAccess.Monitoring, cancellationToken);
        var names = string.Join(", ", catalog.All.Select(chart => chart.Release));
        if (!await confirm($"{names} will be removed from cluster {context}. Type its name to go on: "))
        {
            throw new DeliveryException(
                "nothing was removed", $"it was not confirmed with {context}", "type the name of the context, or give --yes");
        }

        foreach (var chart in catalog.All.Reverse())
        {
            await installer.RemoveAsync(chart, cancellationToken);
        }

        log.Information($"left as they are: CRDs, volumes, the Secret {GrafanaAdmin.SecretName}, and the namespaces");
    }
}
