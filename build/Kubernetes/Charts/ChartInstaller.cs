using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Report.Diff;

namespace GitOpsDemo.Kubernetes.Charts;

/// <summary>
/// Installs or upgrades charts, where what is there is not already what is wanted. (Helm itself makes a new revision each time.)
/// </summary>
/// <param name="state">The folder of the marks of work in progress.</param>
/// <param name="root">The folder that the catalog names the files of values from.</param>
/// <param name="helm">Installs.</param>
/// <param name="kubectl">Applies the CRDs, and watches the pods meanwhile.</param>
public sealed class ChartInstaller(
    string state,
    string root,
    ClusterSettings settings,
    IHelm helm,
    IKubectl kubectl,
    TimeProvider time,
    IDeliveryLog log)
{
    /// <summary>Images of some hundred megabytes are pulled on a slow line.</summary>
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(10);

    private readonly ChartValues _values = new(root, settings);
    private readonly CustomResourceDefinitions _crds = new(helm, kubectl, log);
    private readonly PendingRelease _pending = new(helm, time, log);
    private readonly PodWatch _watch = new(kubectl, time, log);

    private TimeSpan Timeout => settings.Timeout ?? DefaultTimeout;

    /// <summary>
    /// Those of some charts that are not installed in their version with their values. Of the others it is said that there is nothing to
    /// do.
    /// </summary>
    public async Task<IReadOnlyList<Chart>> OutdatedAsync(IReadOnlyList<Chart> charts, CancellationToken cancellationToken)
    {
        var namespaces = charts.Select(chart => chart.Namespace).Distinct();
        var releases = (await Task.WhenAll(namespaces.Select(ns => helm.ListAsync(ns, cancellationToken)))).SelectMany(
            list => list).ToList();
        var current = await Task.WhenAll(charts.Select(chart => IsCurrentAsync(
            chart, releases.Find(release => release.Name == chart.Release && release.Namespace == chart.Namespace), cancellationToken)));
        return [.. charts.Zip(current).Where(pair => !pair.Second).Select(pair => pair.First)];
    }

    /// <summary>Makes sure that a chart is installed in its version with its values, and ready.</summary>
    /// <exception cref="DeliveryException">It did not become ready in time. What was there before is back.</exception>
    public async Task EnsureAsync(Chart chart, CancellationToken cancellationToken)
    {
        var marker = MarkerOf(chart);
        var wanted = new HelmInstallation(chart.Release, chart.Namespace, chart.Source(settings.ChartsFrom), _values.Of(chart));
        var release = await FindAsync(chart, cancellationToken);
        if (release is { IsPending: true })
        {
            await _pending.HealAsync(release, marker.WasLeftBehind, Timeout, cancellationToken);
            release = await FindAsync(chart, cancellationToken);
        }

        if (await IsCurrentAsync(chart, release, cancellationToken))
        {
            return;
        }

        if (chart.HasCrds)
        {
            await _crds.ApplyAsync(wanted, cancellationToken);
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
        var differing = JsonDifference.Paths(present, _values.Of(chart)).ToList();
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

    private HelmMarker MarkerOf(Chart chart) => new(state, settings.Context ?? "", chart);

    private async Task<bool> IsCurrentAsync(Chart chart, HelmRelease? release, CancellationToken cancellationToken)
    {
        if (release is not { IsDeployed: true } || release.Chart != chart.Id
            || !JsonNode.DeepEquals(await helm.ValuesAsync(chart.Release, chart.Namespace, cancellationToken), _values.Of(chart)))
        {
            return false;
        }

        MarkerOf(chart).End();
        log.Information($"{chart.Release}: {chart.Id} is installed with these values: nothing to do");
        return true;
    }

    private async Task UpgradeAsync(Chart chart, HelmInstallation wanted, CancellationToken cancellationToken)
    {
        try
        {
            await _watch.DuringAsync(
                chart.Release, chart.Namespace, Timeout, stop =>
                    helm.UpgradeAsync(wanted, Timeout, stop, cancellationToken), cancellationToken);
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
                await _pending.HealAsync(left, isOfDeadRun: true, Timeout, cancellationToken);
            }
        }
        catch (DeliveryException exception)
        {
            log.Warning($"{chart.Release} was not put back: {exception.Message}");
        }
    }

    private async Task<HelmRelease?> FindAsync(Chart chart, CancellationToken cancellationToken) =>
        (await helm.ListAsync(chart.Namespace, cancellationToken)).FirstOrDefault(release => release.Name == chart.Release);
}

/// <summary>
/// Applies the CRDs of a chart, which helm installs once and never upgrades. Some are too large for a client-side apply, which keeps the
/// whole object in an annotation of at most 262144 bytes.
/// </summary>
internal sealed class CustomResourceDefinitions(IHelm helm, IKubectl kubectl, IDeliveryLog log)
{
    private static readonly Regex DocumentEnd = new(@"^---.*\n", RegexOptions.Multiline);
    private static readonly Regex CrdKind = new(@"^kind: CustomResourceDefinition\s*$", RegexOptions.Multiline);

    /// <summary>Applies the CRDs of a chart server-side.</summary>
    public async Task ApplyAsync(HelmInstallation installation, CancellationToken cancellationToken)
    {
        var rendered = await helm.TemplateAsync(installation, cancellationToken);
        var documents = DocumentEnd.Split(rendered).Where(document => CrdKind.IsMatch(document)).ToList();
        if (documents.Count > 0)
        {
            await kubectl.ApplyAsync(string.Join("---\n", documents), cancellationToken);
            log.Information($"{installation.Release}: {documents.Count} CRDs applied");
        }
    }
}

/// <summary>
/// Marks, in this checkout, that a build changes a release. As only one build of a checkout works at a time, a mark that is there already
/// was left by one that, with its helm, did not come to a good end.
/// </summary>
/// <param name="folder">The folder of the marks.</param>
/// <param name="context">The context of the kubeconfig.</param>
/// <param name="chart">The chart of the release.</param>
internal sealed class HelmMarker(string folder, string context, Chart chart)
{
    private readonly string _path = Path.Combine(folder, Uri.EscapeDataString($"{context}.{chart.Namespace}.{chart.Release}") + ".pending");

    /// <summary>Whether a build before this one began to change the release and did not finish.</summary>
    public bool WasLeftBehind => File.Exists(_path);

    /// <summary>Says that a helm is about to change the release.</summary>
    public void Begin()
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(_path, "");
    }

    /// <summary>Says that the release is as it should be.</summary>
    public void End()
    {
        if (WasLeftBehind)
        {
            File.Delete(_path);
        }
    }
}

/// <summary>Heals a release that a helm left <c>pending-…</c> because it was killed: every later upgrade is refused until then.</summary>
internal sealed class PendingRelease(IHelm helm, TimeProvider time, IDeliveryLog log)
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    /// <summary>Puts the release back to what was deployed last, or takes it away when nothing ever was.</summary>
    /// <param name="release">The release as it was seen.</param>
    /// <param name="isOfDeadRun">
    /// Whether the helm that left it is known to be gone. Otherwise it may be running on another computer, and is given time to finish.
    /// </param>
    /// <param name="timeout">How long a helm takes at most, and may take here.</param>
    public async Task HealAsync(HelmRelease release, bool isOfDeadRun, TimeSpan timeout, CancellationToken cancellationToken)
    {
        // Where the other computer's clock is ahead of this one's, a helm still takes no longer than that.
        var left = TimeSpan.FromTicks(Math.Min((release.Updated + timeout - time.GetUtcNow()).Ticks, timeout.Ticks));
        if (!isOfDeadRun && left > TimeSpan.Zero && await EndsAsync(release, left, cancellationToken))
        {
            return;
        }

        var history = await helm.HistoryAsync(release.Name, release.Namespace, cancellationToken);
        var good = history.LastOrDefault(revision => revision.Status == "deployed")
            ?? history.LastOrDefault(revision => revision.Status == "superseded");
        if (good is null)
        {
            log.Information($"{release.Name}: {release.Status} since {release.Updated:u}, and never deployed: removing it");
            await helm.UninstallAsync(release.Name, release.Namespace, timeout, cancellationToken);
        }
        else
        {
            log.Information($"{release.Name}: {release.Status} since {release.Updated:u}: putting it back to revision {good.Revision}");
            await helm.RollbackAsync(release.Name, release.Namespace, good.Revision, timeout, cancellationToken);
        }
    }

    private async Task<bool> EndsAsync(HelmRelease release, TimeSpan left, CancellationToken cancellationToken)
    {
        log.Information(
            $"{release.Name}: {release.Status} since {release.Updated:u}. Another helm may be running; "
            + $"in {left.TotalSeconds:0} s it counts as dead");
        try
        {
            return await new Wait(log, time).UntilAsync(
                $"another helm to finish with {release.Name}",
                left,
                Poll,
                async token => (await helm.ListAsync(release.Namespace, token)).Any(other => other.Name == release.Name && other.IsPending)
                    ? Observation.NotYet<bool>(release.Status)
                    : Observation.Done(true),
                "",
                cancellationToken);
        }
        catch (DeliveryException)
        {
            return false;
        }
    }
}
