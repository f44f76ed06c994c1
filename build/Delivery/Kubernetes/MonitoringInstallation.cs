using GitOpsDemo.Delivery.Kubernetes.Charts;

namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>
/// Brings the monitoring of a cluster up: the namespace, the Secrets, chart by chart, and what the operator makes of them. What somebody
/// else has brought is used as it is.
/// </summary>
public sealed class MonitoringInstallation(
    ClusterSettings settings,
    ChartCatalog catalog,
    ExistingInstallations existing,
    ChartInstaller installer,
    Preflight preflight,
    GrafanaAdmin admin,
    SlackSecret slack,
    OperatedServers servers,
    IKubectl kubectl,
    IDeliveryLog log)
{
    /// <summary>Makes sure that all of it is there, and that what this build brings is ready.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await preflight.VersionAsync(cancellationToken);
        var missing = new List<Chart>();
        foreach (var chart in catalog.Monitoring)
        {
            if (await IsToBeBroughtAsync(chart, cancellationToken))
            {
                missing.Add(chart);
            }
        }

        if (missing.Count > 0)
        {
            await preflight.EnsureAsync(Accesses.Monitoring, cancellationToken);
        }

        await kubectl.EnsureNamespaceAsync(ClusterSettings.MonitoringNamespace, cancellationToken);
        var bringsStack = missing.Any(chart => chart.Name == ExistingInstallations.Stack);
        if (bringsStack)
        {
            await admin.EnsureAsync(cancellationToken);
            await slack.EnsureAsync(cancellationToken);
        }
        else if (settings.AlertReceiver is { } receiver)
        {
            log.Warning($"--alert-receiver is left out: whether Alertmanager tells {receiver.Address} is up to whoever has installed it");
        }

        foreach (var chart in missing)
        {
            await installer.EnsureAsync(chart, cancellationToken);
        }

        if (bringsStack)
        {
            await servers.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Whether a chart is this build's to install or upgrade.</summary>
    private async Task<bool> IsToBeBroughtAsync(Chart chart, CancellationToken cancellationToken)
    {
        var found = await existing.FindAsync(chart, cancellationToken);
        if (found is { IsOurs: false } || (found is not null && settings.UsesExistingMonitoring))
        {
            log.Information($"{chart.Release}: {found} is there already; it is used, and left as it is");
            return false;
        }

        if (settings.UsesExistingMonitoring)
        {
            log.Warning($"{chart.Release}: nothing like {chart.Name} is found in the cluster, and the settings file lets nothing be installed");
        }

        return !settings.UsesExistingMonitoring;
    }
}
