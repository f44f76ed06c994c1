using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Monitoring.Logs;

namespace GitOpsDemo.Kubernetes;

/// <summary>Where the service's lines are read on a cluster: in Loki, or, where that can't be asked, in the logs of its pods.</summary>
internal sealed class ClusterLogs(
    ClusterSettings settings, ServiceAddresses addresses, DeliveredService service, IKubectl kubectl, IDeliveryLog log, TimeProvider time)
{
    private readonly LokiServer _loki = new(settings, addresses, service);

    /// <summary>Where a line is looked for.</summary>
    /// <exception cref="DeliveryException">Loki is not found, or can't be reached.</exception>
    public Task<ILogStore> StoreAsync(CancellationToken cancellationToken) => _loki.StoreAsync(cancellationToken);

    public async Task<ILogSource> OfAsync(LiveEnvironment live, CancellationToken cancellationToken)
    {
        try
        {
            return await _loki.SourceAsync(live, log, time, cancellationToken);
        }
        catch (DeliveryException exception)
        {
            log.Warning($"reading the pods' own logs, which are lost with the pods: {exception.What}: {exception.Why}");
            return Pods(live);
        }
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

/// <summary>Loki, at the address that it has for this run.</summary>
internal sealed class LokiServer(ClusterSettings settings, ServiceAddresses addresses, DeliveredService service)
{
    /// <summary>Where a line is looked for.</summary>
    /// <exception cref="DeliveryException">It is not found, or can't be reached.</exception>
    public async Task<ILogStore> StoreAsync(CancellationToken cancellationToken) =>
        new LokiLogs(await ClientAsync(cancellationToken), service);

    /// <summary>Where the lines of an environment are read.</summary>
    /// <exception cref="DeliveryException">It is not found, or can't be reached.</exception>
    public async Task<ILogSource> SourceAsync(
        LiveEnvironment live, IDeliveryLog log, TimeProvider time, CancellationToken cancellationToken) =>
        new LokiSource(await ClientAsync(cancellationToken), service, live.Namespace, log, time);

    private async Task<HttpClient> ClientAsync(CancellationToken cancellationToken) =>
        ServiceClient.For(await addresses.OfAsync(ServiceApi.Loki, cancellationToken), settings.AccessOf(ServiceApi.Loki));
}
