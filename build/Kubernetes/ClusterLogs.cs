using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Monitoring.Logs;

namespace GitOpsDemo.Kubernetes;

/// <summary>Where the service's lines are read on a cluster: in Loki, or, where that can't be asked, in the logs of its pods.</summary>
public sealed class ClusterLogs(
    ClusterSettings settings, IKubectl kubectl, ServiceAddresses addresses, DeliveredService service, IDeliveryLog log, TimeProvider time)
{
    /// <summary>The source for an environment.</summary>
    public async Task<ILogSource> OfAsync(LiveEnvironment live, CancellationToken cancellationToken)
    {
        try
        {
            return await LokiAsync(live, cancellationToken);
        }
        catch (DeliveryException exception)
        {
            log.Warning($"the pods' own logs are read, which end with the pods: {exception.What}: {exception.Why}");
            return Pods(live);
        }
    }

    /// <summary>Loki.</summary>
    /// <exception cref="DeliveryException">It is not found, or can't be reached.</exception>
    public async Task<ILogSource> LokiAsync(LiveEnvironment live, CancellationToken cancellationToken)
    {
        var address = await addresses.OfAsync(ServiceApi.Loki, cancellationToken);
        return new LokiSource(ServiceClient.For(address, settings.AccessOf(ServiceApi.Loki)), service, live.Namespace, log, time);
    }

    private ReplicaLogs Pods(LiveEnvironment live) => new(
        "the logs of the pods",
        async token =>
        {
            var pods = await kubectl.GetAsync(new("pods", live.Namespace) { Selector = $"app.kubernetes.io/name={service.Name}" }, token);
            return [.. pods.Select(pod => pod.Name()).Select(pod => new ReplicaLog(pod, since => Open(pod, live.Namespace, since)))];
        },
        log,
        time);

    private PrintedLog Open(string pod, string ns, DateTimeOffset since) => new(
        pod,
        since,
        (from, follows, onLine, cancellationToken) => kubectl.ReadLogsAsync(pod, ns, from, follows, onLine, cancellationToken),
        log);
}
