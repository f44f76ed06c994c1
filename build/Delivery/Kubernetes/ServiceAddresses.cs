namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>Where the APIs of the monitoring are: at the address of an option, or else behind a port that leads into the cluster.</summary>
public sealed class ServiceAddresses(ClusterSettings settings, ServiceDiscovery discovery, PortForwards forwards) : IDisposable
{
    /// <summary>The port of the application's Service, as in k8s/base/service.yaml.</summary>
    private const int ApplicationPort = 80;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<ServiceApi, Uri> _forwarded = [];

    /// <summary>The address of an API, with a slash at its end; it is good for this run.</summary>
    /// <exception cref="DeliveryException">The cluster does not have it, or can't be reached.</exception>
    public async Task<Uri> OfAsync(ServiceApi api, CancellationToken cancellationToken)
    {
        if (settings.Addresses.TryGetValue(api, out var given))
        {
            return given;
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            return _forwarded.TryGetValue(api, out var known)
                ? known
                : _forwarded[api] = await forwards.StartAsync(await discovery.FindAsync(api, cancellationToken), cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The address of the application in a namespace, good for this run.</summary>
    public Task<Uri> OfApplicationAsync(string @namespace, CancellationToken cancellationToken) =>
        forwards.StartAsync(new(@namespace, LiveState.Application, ApplicationPort), cancellationToken);

    /// <summary>Where a person can open it after the run: at the option's address, or through its ingress; null when it has neither.</summary>
    public Uri? LastingOf(ServiceApi api) => settings.Addresses.TryGetValue(api, out var given) ? given : api switch
    {
        ServiceApi.Grafana => new($"http://{IngressHosts.Grafana(settings.Domain)}/"),
        ServiceApi.Alertmanager => new($"http://{IngressHosts.Alertmanager(settings.Domain)}/"),
        ServiceApi.ArgoCd => new($"http://{IngressHosts.ArgoCd(settings.Domain)}/"),
        _ => null,
    };

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();
}
