using System.Text.Json.Nodes;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Kubernetes.Charts;

namespace GitOpsDemo.Kubernetes;

/// <summary>
/// Installs the monitoring of a cluster: the namespace, the Secrets, chart by chart, and what the operator makes of them. What somebody
/// else has installed is used as it is.
/// </summary>
public sealed class MonitoringInstallation(
    ClusterSettings settings,
    ChartCatalog catalog,
    ExistingInstallations existing,
    ChartInstaller installer,
    Preflight preflight,
    GrafanaAdmin admin,
    SlackSecret slack,
    IKubectl kubectl,
    TimeProvider time,
    IDeliveryLog log)
{
    private readonly OperatedServers _servers = new(settings, kubectl, time, log);

    /// <summary>Makes sure that all of it is there, and that what this build installs is ready.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await preflight.VersionAsync(cancellationToken);
        var found = await Task.WhenAll(catalog.Monitoring.Select(chart => existing.FindAsync(chart, cancellationToken)));
        var missing = catalog.Monitoring.Zip(found).Where(
            pair => IsToBeInstalled(pair.First, pair.Second)).Select(pair => pair.First).ToList();
        if (missing.Count > 0)
        {
            await preflight.EnsureAsync(RequiredAccess.Monitoring, cancellationToken);
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
            log.Warning($"{receiver.Address} is not made a receiver of alerts: whoever installed Alertmanager decides whom it notifies");
        }

        foreach (var chart in await installer.OutdatedAsync(missing, cancellationToken))
        {
            await installer.EnsureAsync(chart, cancellationToken);
        }

        if (bringsStack)
        {
            await _servers.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Whether a chart is this build's to install or upgrade.</summary>
    private bool IsToBeInstalled(Chart chart, ExistingInstallation? found)
    {
        if (found is { IsOurs: false } || (found is not null && settings.UsesExistingMonitoring))
        {
            log.Information($"{chart.Release}: {found} is there already; it is used, and left as it is");
            return false;
        }

        if (settings.UsesExistingMonitoring)
        {
            log.Warning(
                $"{chart.Release}: the cluster has no {chart.Name}, and the settings file forbids to install it");
        }

        return !settings.UsesExistingMonitoring;
    }
}

/// <summary>
/// Waits for Prometheus and Alertmanager, which the operator starts only after helm, which waits for the operator alone, is done.
/// </summary>
internal sealed class OperatedServers(ClusterSettings settings, IKubectl kubectl, TimeProvider time, IDeliveryLog log)
{
    private const string Kinds = "prometheuses.monitoring.coreos.com,alertmanagers.monitoring.coreos.com,pods,events";

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    /// <summary>How long an old pod may stay until the operator has made a new one of what helm has changed.</summary>
    private static readonly TimeSpan Replacement = TimeSpan.FromSeconds(30);

    private static readonly string[] Operated = ["Prometheus", "Alertmanager"];

    /// <summary>Waits until both are available.</summary>
    /// <exception cref="DeliveryException">One is not in time, or can't get so; the message has the pods that are not ready.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        (string? Pod, long Since) hopeless = default;
        await new Wait(log, time).UntilAsync(
            "Prometheus and Alertmanager to be available",
            settings.Timeout ?? DefaultTimeout,
            Interval,
            LookAsync,
            $"kubectl --context {settings.Context} --namespace {ClusterSettings.MonitoringNamespace} get pods,events shows more; "
                + "raise --timeout if it only needs longer",
            cancellationToken);

        async Task<Observation<bool>> LookAsync(CancellationToken token)
        {
            var objects = await kubectl.GetAsync(new(Kinds, ClusterSettings.MonitoringNamespace), token);
            var missing = Operated.Where(kind => !objects.Any(item => item.Kind() == kind && item.HasCondition("Available"))).ToList();
            if (missing.Count == 0)
            {
                return Observation.Done(true);
            }

            var pods = PodState.Read(objects).Where(pod => !pod.IsReady).ToList();
            var stuck = StuckOf(objects.Where(item => missing.Contains(item.Kind())), pods);
            if (stuck?.Uid != hopeless.Pod)
            {
                hopeless = (stuck?.Uid, time.GetTimestamp());
            }
            else if (stuck is not null && time.GetElapsedTime(hopeless.Since) >= Replacement)
            {
                throw await NeverReadyAsync(stuck, token);
            }

            return Observation.NotYet<bool>(
                $"{string.Join(" and ", missing)} not yet available{string.Concat(pods.Select(pod => $"; {pod}"))}");
        }
    }

    /// <summary>
    /// A pod of one of these servers that can't get ready. The operator labels pods with the name of the object that they are made of, as
    /// charts do with that of the release.
    /// </summary>
    private static PodState? StuckOf(IEnumerable<JsonNode> servers, IEnumerable<PodState> pods)
    {
        var names = servers.Select(item => item.Name()).ToHashSet();
        return pods.FirstOrDefault(
            pod => pod is { NeverReadyBecause: not null, IsLeaving: false, Release: { } server } && names.Contains(server));
    }

    private async Task<DeliveryException> NeverReadyAsync(PodState pod, CancellationToken cancellationToken)
    {
        var trouble = await PodTrouble.OfAsync(pod, ClusterSettings.MonitoringNamespace, kubectl, log, cancellationToken);
        return new DeliveryException(
            $"{pod.Release} can't get ready",
            $"{pod.Name}: {pod.NeverReadyBecause}\n  {trouble}",
            "fix that, then run the task again");
    }
}

/// <summary>Puts the address of Slack's incoming webhook, which is a secret, where Alertmanager reads it.</summary>
/// <param name="kubectl">Applies it.</param>
/// <param name="address">The address; null when none was given.</param>
public sealed class SlackSecret(IKubectl kubectl, ClusterSettings settings, string? address)
{
    /// <summary>Makes sure of the Secret where alerts go to Slack.</summary>
    /// <exception cref="DeliveryException">There is none, and no address to make one with.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (settings.AlertReceiver is not { IsSlack: true } receiver)
        {
            return;
        }

        var ns = ClusterSettings.MonitoringNamespace;
        if (address is not null)
        {
            var secret = new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Secret",
                ["metadata"] = new JsonObject { ["name"] = AlertReceiver.SlackSecret, ["namespace"] = ns },
                ["stringData"] = new JsonObject { [AlertReceiver.SlackKey] = address },
            };
            await kubectl.ApplyAsync(secret.ToJsonString(), cancellationToken);
        }
        else if (!await kubectl.ExistsAsync("secret", AlertReceiver.SlackSecret, ns, cancellationToken))
        {
            throw new DeliveryException(
                $"alerts can't go to {receiver.Address}",
                $"there is no Secret {ns}/{AlertReceiver.SlackSecret} with the address of Slack's incoming webhook",
                "set ALERT_SLACK_URL");
        }
    }
}
