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
/// <param name="time">The clock.</param>
/// <param name="log">Where it is said.</param>
public sealed class ChartInstaller(
    string state,
    ClusterSettings settings,
    ChartValues values,
    IHelm helm,
    CustomResourceDefinitions crds,
    PendingRelease pending,
    PodWatch watch,
    TimeProvider time,
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

        log.Information($"{chart.Release}: {Begin(release, chart)}");
        var start = time.GetTimestamp();
        marker.Begin();
        await UpgradeAsync(chart, wanted, cancellationToken);
        marker.End();
        log.Information($"{chart.Release}: installed {chart.Id} in {StepProgress.Seconds(time.GetElapsedTime(start))}");
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

    private static string Begin(HelmRelease? release, Chart chart) =>
        release is null ? $"installing {chart.Id}"
        : release.Chart == chart.Id ? $"upgrading {chart.Id} to other values"
        : $"upgrading {release.Chart} to {chart.Id}";

    private async Task UpgradeAsync(Chart chart, HelmInstallation wanted, CancellationToken cancellationToken)
    {
        try
        {
            await watch.DuringAsync(
                chart.Release, chart.Namespace, Timeout, stop => helm.UpgradeAsync(wanted, Timeout, stop, cancellationToken), cancellationToken);
        }
        catch (DeliveryException)
        {
            await PutBackAsync(chart, cancellationToken);
            throw;
        }
    }

    /// <summary>A helm that failed has put the release back, unless it was killed, or its way back failed too.</summary>
    private async Task PutBackAsync(Chart chart, CancellationToken cancellationToken)
    {
        try
        {
            if (await FindAsync(chart, cancellationToken) is { IsPending: true } left)
            {
                await pending.HealAsync(left, isOfDeadRun: true, Timeout, cancellationToken);
            }
        }
        catch (DeliveryException exception)
        {
            log.Warning($"{chart.Release} was not put back: {exception.Message}");
        }
    }

    private async Task<HelmRelease?> FindAsync(Chart chart, CancellationToken cancellationToken) =>
        (await helm.ListAsync(chart.Namespace, cancellationToken)).FirstOrDefault(release => release.Name == chart.Release);

    private async Task<bool> HasValuesAsync(HelmInstallation wanted, CancellationToken cancellationToken) =>
        JsonNode.DeepEquals(await helm.ValuesAsync(wanted.Release, wanted.Namespace, cancellationToken), wanted.Values);
}
