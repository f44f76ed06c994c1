using GitOpsDemo.Delivery;

namespace GitOpsDemo.Kubernetes;

/// <summary>Opens ways into a cluster for a person: to the monitoring, to Argo CD and to the service.</summary>
internal sealed class OpenServices(
    ClusterSettings settings,
    DeliveredService service,
    ServiceAddresses addresses,
    PortForwards forwards,
    IKubectl kubectl,
    IDeliveryLog log)
{
    private const string ArgoCdSecret = "argocd-initial-admin-secret";

    /// <summary>The port of this computer that each gets when it is free. Argo CD's usual one, 8080, is the service's.</summary>
    private static readonly (ServiceApi Api, string Name, int Port)[] Apis =
    [
        (ServiceApi.Grafana, "Grafana", 3000),
        (ServiceApi.Prometheus, "Prometheus", 9090),
        (ServiceApi.Alertmanager, "Alertmanager", 9093),
        (ServiceApi.Loki, "Loki", 3100),
        (ServiceApi.ArgoCd, "Argo CD", 8443),
    ];

    private readonly ServiceDiscovery _discovery = new(kubectl);
    private readonly LiveState _live = new(kubectl, service);

    /// <summary>Opens what can be opened, and says of the rest why it can't. What breaks off is opened again.</summary>
    /// <exception cref="DeliveryException">Nothing can be opened.</exception>
    public async Task<IReadOnlyList<OpenService>> OpenAsync(string environment, CancellationToken cancellationToken)
    {
        var opened = new List<OpenService>();
        foreach (var (api, name, port) in Apis)
        {
            await TryAsync(name, () => OpenAsync(api, name, port, cancellationToken));
        }

        await TryAsync(service.In(environment), () => OpenServiceAsync(environment, cancellationToken));
        return opened.Count > 0 ? opened : throw new DeliveryException(
            "nothing can be opened", "the lines above say why", "./build.sh --target=Doctor says what is missing");

        async Task TryAsync(string name, Func<Task<OpenService>> open)
        {
            try
            {
                opened.Add(await open());
            }
            catch (DeliveryException exception)
            {
                log.Warning($"{name} is not open: {exception.Message}");
            }
        }
    }

    private async Task<OpenService> OpenAsync(ServiceApi api, string name, int port, CancellationToken cancellationToken)
    {
        if (settings.Addresses.TryGetValue(api, out var given))
        {
            return new(name, given, Lasts: true);
        }

        var found = await _discovery.FindAsync(api, cancellationToken);
        return new(name, await ForwardAsync(name, found, port, cancellationToken), Lasts: false)
        {
            Login = api switch
            {
                ServiceApi.Grafana => await LoginAsync(found.Namespace, GrafanaAdmin.SecretName, "admin-password", cancellationToken),
                ServiceApi.ArgoCd => await LoginAsync(found.Namespace, ArgoCdSecret, "password", cancellationToken),
                _ => null,
            },
        };
    }

    private async Task<OpenService> OpenServiceAsync(string environment, CancellationToken cancellationToken)
    {
        var found = await _live.ReadAsync(environment, cancellationToken) ?? throw new DeliveryException(
            $"nothing runs in {environment}", "there is no Deployment of it", $"./build.sh --target=Deploy --environment={environment}");
        var name = service.In(environment);
        return new(name, await ForwardAsync(name, addresses.ApplicationPort(found), service.Port, cancellationToken), Lasts: false);
    }

    private Task<Uri> ForwardAsync(string name, ServicePortReference target, int usual, CancellationToken cancellationToken)
    {
        var isFree = LoopbackPort.IsFree(usual);
        if (!isFree)
        {
            log.Information($"port {usual} of this computer is taken: {name} gets another");
        }

        return forwards.StartAsync(target, cancellationToken, isFree ? usual : null, log.Information);
    }

    /// <summary>Where the password is, and the command that shows it.</summary>
    private async Task<string> LoginAsync(string ns, string secret, string key, CancellationToken cancellationToken)
    {
        try
        {
            return await kubectl.ExistsAsync("secret", secret, ns, cancellationToken)
                ? $"user admin, password: kubectl --context {settings.Context} --namespace {ns} get secret {secret} "
                    + $"--output jsonpath='{{.data.{key}}}' | base64 --decode"
                : $"the password is not in the Secret {ns}/{secret}: ask whoever installed it";
        }
        catch (DeliveryException)
        {
            return $"user admin, password in the Secret {ns}/{secret}, which the user of this context may not see";
        }
    }
}
