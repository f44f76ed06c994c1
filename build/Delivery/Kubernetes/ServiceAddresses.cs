using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>Where the APIs of the monitoring are: at the address of an option, or else behind a port that leads into the cluster.</summary>
public sealed class ServiceAddresses(ClusterSettings settings, DeliveredService service, ServiceDiscovery discovery, PortForwards forwards) : IDisposable
{
    /// <summary>The port of a Service that is not found in the manifests.</summary>
    private const int UsualPort = 80;

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

    /// <summary>The address of the application in an environment, good for this run.</summary>
    public Task<Uri> OfApplicationAsync(LiveEnvironment live, CancellationToken cancellationToken)
    {
        var services = ManifestSet.Parse(live.Manifests, $"environment {live.Environment}").All<Service>();
        var port = services.FirstOrDefault(candidate => candidate.Metadata.Name == service.Name) is { Ports: [var first, ..] } ? first.Port : UsualPort;
        return forwards.StartAsync(new(live.Namespace, service.Name, port), cancellationToken);
    }

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
