using System.Text.Json.Nodes;
using GitOpsDemo.Delivery.Diff;

namespace GitOpsDemo.Delivery.Kubernetes.Charts;

/// <summary>Installs or upgrades charts, where what is there is not already what is wanted. (Helm itself makes a new revision each time.)</summary>
/// <param name="state">The folder of the marks of work in progress.</param>
/// <param name="settings">What is asked for.</param>
/// <param name="values">The values of each chart.</param>
/// <param name="helm">Installs.</param>
/// <param name="crds">Brings the CRDs.</param>
/// <param name="pending">Heals a release that was left half done.</param>
/// <param name="watch">Shows the pods meanwhile.</param>
/// <param name="log">Where it is said.</param>
public sealed class ChartInstaller(
    string state,
    ClusterSettings settings,
    ChartValues values,
    IHelm helm,
    CustomResourceDefinitions crds,
    PendingRelease pending,
    PodWatch watch,
    IDeliveryLog log)
{
    /// <summary>Images of some hundred megabytes are pulled on a slow line.</summary>
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(10);

    private TimeSpan Timeout => settings.Timeout ?? DefaultTimeout;

    /// <summary>Makes sure that a chart is installed in its version with its values, and ready.</summary>
    /// <exception cref="DeliveryException">It did not become ready in time. What was there before is back.</exception>
    public async Task EnsureAsync(Chart chart, CancellationToken cancellationToken)
    {
        var marker = new HelmMarker(state, settings.Context ?? "", chart);
        var wanted = new HelmInstallation(chart.Release, chart.Namespace, chart.Source(settings.ChartsFrom), values.Of(chart));
        var release = await FindAsync(chart, cancellationToken);
        if (release is { IsPending: true })
        {
            await pending.HealAsync(release, marker.WasLeftBehind, Timeout, cancellationToken);
            release = await FindAsync(chart, cancellationToken);
        }

        if (release is { IsDeployed: true } && release.Chart == chart.Id && await HasValuesAsync(wanted, cancellationToken))
        {
            marker.End();
            log.Information($"{chart.Release}: {chart.Id} is installed with these values: nothing to do");
            return;
        }

        if (chart.HasCrds)
        {
            await crds.ApplyAsync(wanted, cancellationToken);
        }

        log.Information(release is null ? $"{chart.Release}: {chart.Id} is installed" : $"{chart.Release}: {release.Chart} becomes {chart.Id}");
        marker.Begin();
        await watch.DuringAsync(
            chart.Namespace, $"{chart.Release} to be ready", Timeout, token => helm.UpgradeAsync(wanted, Timeout, token), cancellationToken);
        marker.End();
    }

    /// <summary>What <see cref="EnsureAsync"/> would change, in a sentence; null when nothing.</summary>
    /// <returns>Where values differ, and not which: somebody may have given a release a password.</returns>
    public async Task<string?> CompareAsync(Chart chart, CancellationToken cancellationToken)
    {
        if (await FindAsync(chart, cancellationToken) is not { } release)
        {
            return $"{chart.Version} would be installed as {chart.Release}";
        }

        var present = await helm.ValuesAsync(chart.Release, chart.Namespace, cancellationToken);
        var differing = JsonDifference.Paths(present, values.Of(chart)).ToList();
        return release switch
        {
            { IsDeployed: false } => $"{release.Chart} is {release.Status} and would be installed again",
            _ when release.Chart != chart.Id => $"{release.Chart} would become {chart.Id}",
            _ when differing.Count > 0 => $"values differ at {string.Join(", ", differing)}",
            _ => null,
        };
    }

    /// <summary>Removes the release of a chart; nothing when there is none.</summary>
    public async Task RemoveAsync(Chart chart, CancellationToken cancellationToken)
    {
        if (await FindAsync(chart, cancellationToken) is null)
        {
            log.Information($"{chart.Release}: not installed");
            return;
        }

        await helm.UninstallAsync(chart.Release, chart.Namespace, Timeout, cancellationToken);
        log.Information($"{chart.Release}: removed");
    }

    private async Task<HelmRelease?> FindAsync(Chart chart, CancellationToken cancellationToken) =>
        (await helm.ListAsync(chart.Namespace, cancellationToken)).FirstOrDefault(release => release.Name == chart.Release);

    private async Task<bool> HasValuesAsync(HelmInstallation wanted, CancellationToken cancellationToken) =>
        JsonNode.DeepEquals(await helm.ValuesAsync(wanted.Release, wanted.Namespace, cancellationToken), wanted.Values);
}
