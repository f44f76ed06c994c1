using System.Globalization;
using System.Text.Json.Nodes;

namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>Finds the service of an API by its labels: names depend on the release, labels do not.</summary>
public sealed class ServiceDiscovery(IKubectl kubectl)
{
    /// <summary>By what each is found: its label, the names that its port has in the charts, and the option that makes looking needless.</summary>
    private static readonly Dictionary<ServiceApi, (string Selector, string[] Ports, string Option)> Marks = new()
    {
        [ServiceApi.Prometheus] = ("operated-prometheus=true", ["http-web", "web"], "--prometheus-url"),
        [ServiceApi.Alertmanager] = ("operated-alertmanager=true", ["http-web", "web"], "--alertmanager-url"),
        [ServiceApi.Grafana] = ("app.kubernetes.io/name=grafana", ["http-web", "service", "http"], "--grafana-url"),
        [ServiceApi.Loki] = ("app.kubernetes.io/name=loki", ["http-metrics"], "--loki-url"),
        [ServiceApi.ArgoCd] = ("app.kubernetes.io/name=argocd-server", ["http"], "--argocd-url"),
    };

    /// <summary>The service and port of an API: in the namespace where the build puts it, or else in the only other one that has it.</summary>
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

        throw new DeliveryException(
            $"{api} can't be asked",
            $"no service of the cluster has the label {mark.Selector} and a port named {string.Join(" or ", mark.Ports)}",
            $"./build.sh --target={(api == ServiceApi.ArgoCd ? "InstallArgoCd" : "InstallMonitoring")} brings it, or {mark.Option} says where it is");
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
