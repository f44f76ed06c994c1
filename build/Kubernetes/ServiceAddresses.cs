using System.Globalization;
using System.Text.Json.Nodes;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Kubernetes;

/// <summary>Where the APIs of the monitoring are: at the address of an option, or else behind a port that leads into the cluster.</summary>
public sealed class ServiceAddresses(
    ClusterSettings settings, DeliveredService service, IKubectl kubectl, PortForwards forwards) : IDisposable
{
    /// <summary>The port of a Service that is not found in the manifests.</summary>
    private const int UsualPort = 80;

    private readonly ServiceDiscovery _discovery = new(kubectl);
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
                : _forwarded[api] = await forwards.StartAsync(await _discovery.FindAsync(api, cancellationToken), cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The address of the application in an environment, good for this run.</summary>
    public Task<Uri> OfApplicationAsync(LiveEnvironment live, CancellationToken cancellationToken) =>
        forwards.StartAsync(ApplicationPort(live), cancellationToken);

    internal ServicePortReference ApplicationPort(LiveEnvironment live)
    {
        var services = ManifestSet.Parse(live.Manifests, $"environment {live.Environment}").All<Service>();
        var port = services.FirstOrDefault(
            candidate => candidate.Metadata.Name == service.Name) is { Ports: [var first, ..] } ? first.Port : UsualPort;
        return new(live.Namespace, service.Name, port);
    }

    /// <summary>
    /// Where a person can open it after the run: at the option's address, or through its ingress; null when it has neither.
    /// </summary>
    public Uri? LastingOf(ServiceApi api) => settings.Addresses.TryGetValue(api, out var given) ? given : api switch
    {
        ServiceApi.Grafana => new($"http://{IngressHosts.Grafana(settings.Domain)}/"),
        ServiceApi.Alertmanager => new($"http://{IngressHosts.Alertmanager(settings.Domain)}/"),
        ServiceApi.ArgoCd => new($"http://{IngressHosts.ArgoCd(settings.Domain)}/"),
        _ => null,
    };

    public void Dispose() => _gate.Dispose();
}

/// <summary>Finds the service of an API by its labels: names depend on the release, labels do not.</summary>
internal sealed class ServiceDiscovery(IKubectl kubectl)
{
    /// <summary>
    /// By what each is found: its label, the names that its port has in the charts, and the option that makes looking needless.
    /// </summary>
    private static readonly Dictionary<ServiceApi, (string Selector, string[] Ports, string Option)> Marks = new()
    {
        [ServiceApi.Prometheus] = ("operated-prometheus=true", ["http-web", "web"], "--prometheus-url"),
        [ServiceApi.Alertmanager] = ("operated-alertmanager=true", ["http-web", "web"], "--alertmanager-url"),
        [ServiceApi.Grafana] = ("app.kubernetes.io/name=grafana", ["http-web", "service", "http"], "--grafana-url"),
        [ServiceApi.Loki] = ("app.kubernetes.io/name=loki", ["http-metrics"], "--loki-url"),
        [ServiceApi.ArgoCd] = ("app.kubernetes.io/name=argocd-server", ["http"], "--argocd-url"),
    };

    /// <summary>
    /// The service and port of an API: in the namespace where the build puts it, or else in the only other one that has it.
    /// </summary>
    /// <exception cref="DeliveryException">There is none, or more than one.</exception>
    public async Task<ServicePortReference> FindAsync(ServiceApi api, CancellationToken cancellationToken)
    {
        var mark = Marks[api];
        var usual = api == ServiceApi.ArgoCd ? ClusterSettings.ArgoCdNamespace : ClusterSettings.MonitoringNamespace;
        foreach (var ns in new[] { usual, null })
        {
            var services = await kubectl.GetAsync(new("services", ns) { Selector = mark.Selector }, cancellationToken);
            var found = services.SelectMany(service => Ports(service, mark.Ports)).OrderBy(candidate => candidate.Rank).ToList();
            if (found.Select(candidate => candidate.Port.Namespace).Distinct().ToList() is { Count: > 1 } namespaces)
            {
                throw new DeliveryException(
                    $"{api} can't be asked",
                    $"there is one in each of the namespaces {string.Join(", ", namespaces)}",
                    $"say which with {mark.Option}");
            }

            if (found.Count > 0)
            {
                return found[0].Port;
            }
        }

        var installer = api == ServiceApi.ArgoCd ? "InstallArgoCd" : "InstallMonitoring";
        throw new DeliveryException(
            $"{api} can't be asked",
            $"no service of the cluster has the label {mark.Selector} and a port named {string.Join(" or ", mark.Ports)}",
            $"./build.sh --target={installer} installs it, or {mark.Option} says where it is");
    }

    /// <summary>The ports that fit, the one of a service with an address of its own before those of a headless one.</summary>
    private static IEnumerable<(ServicePortReference Port, int Rank)> Ports(JsonNode service, string[] names) =>
        from port in service.Items("spec", "ports")
        let name = Array.IndexOf(names, port.Text("name"))
        where name >= 0
        let isHeadless = service.Text("spec", "clusterIP") == "None"
        select (
            new ServicePortReference(service.Namespace(), service.Name(), int.Parse(port.Text("port")!, CultureInfo.InvariantCulture)),
            name + (isHeadless ? names.Length : 0));
}

/// <summary>
/// Ports of 127.0.0.1 that lead into the cluster for as long as the run lasts. One whose pod went away is started again on the same port,
/// so that an address stays good.
/// </summary>
public sealed class PortForwards(IKubectl kubectl, IDeliveryLog log, TimeProvider time) : IAsyncDisposable
{
    /// <summary>The pause before a lost connection is made again: its pod is being replaced.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _watches = [];

    /// <summary>Starts to forward a port to a service or a pod.</summary>
    /// <param name="service">Where it leads to.</param>
    /// <param name="localPort">The port; a free one when null.</param>
    /// <param name="tell">Told when it breaks off and when it leads there again; null for a detail of the log.</param>
    /// <returns>The local address.</returns>
    public async Task<Uri> StartAsync(
        ServicePortReference service, CancellationToken cancellationToken, int? localPort = null, Action<string>? tell = null)
    {
        var forward = await kubectl.PortForwardAsync(service, localPort, cancellationToken);
        log.Detail($"127.0.0.1:{forward.LocalPort} leads to {service}");
        _watches.Add(KeepAsync(service, forward, tell ?? log.Detail));
        return new($"http://127.0.0.1:{forward.LocalPort}/");
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_watches);
        _end.Dispose();
    }

    private async Task KeepAsync(ServicePortReference service, IPortForward first, Action<string> tell)
    {
        IPortForward? forward = first;
        try
        {
            while (true)
            {
                if (forward is not null)
                {
                    await forward.Ended.WaitAsync(_end.Token);
                    tell($"the connection to {service} was lost; it is made again");
                    forward.Dispose();
                }

                await Task.Delay(Pause, time, _end.Token);
                forward = await TryAsync(service, first.LocalPort);
                if (forward is not null)
                {
                    tell($"127.0.0.1:{forward.LocalPort} leads to {service} again");
                }
            }
        }
        catch (OperationCanceledException)
        {
            forward?.Dispose();
        }
    }

    private async Task<IPortForward?> TryAsync(ServicePortReference service, int port)
    {
        try
        {
            return await kubectl.PortForwardAsync(service, port, _end.Token);
        }
        catch (DeliveryException exception)
        {
            log.Detail(exception.Message);
            return null;
        }
    }
}
