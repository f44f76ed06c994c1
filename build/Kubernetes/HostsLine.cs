using System.Text.Json.Nodes;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Kubernetes;

/// <summary>The one line of <c>/etc/hosts</c> that the names of the ingresses need where no name server knows them.</summary>
internal sealed class HostsLine(ClusterSettings settings, IKubectl kubectl)
{
    /// <summary>The line; null when no ingress of the domain is there.</summary>
    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        var ingresses = await kubectl.GetAsync(new("ingresses.networking.k8s.io", Namespace: null), cancellationToken);
        var hosts = ingresses.SelectMany(ingress => ingress.Items("spec", "rules")).Select(rule => rule.Text("host")).OfType<string>()
            .Where(host => host == settings.Domain || host.EndsWith("." + settings.Domain, StringComparison.Ordinal))
            .Distinct().Order(StringComparer.Ordinal).ToList();
        return hosts.Count == 0 ? null : $"{await AddressAsync(ingresses, cancellationToken)} {string.Join(' ', hosts)}";
    }

    /// <summary>Where the ingress controller says it is; on a node without a load balancer the node itself.</summary>
    private async Task<string> AddressAsync(IReadOnlyList<JsonNode> ingresses, CancellationToken cancellationToken) =>
        ingresses.SelectMany(ingress => ingress.Items("status", "loadBalancer", "ingress"))
            .Select(address => address.Text("ip"))
            .FirstOrDefault(ip => ip is not null)
        ?? (await kubectl.GetAsync(new("nodes", Namespace: null), cancellationToken))
            .SelectMany(node => node.Items("status", "addresses"))
            .FirstOrDefault(address => address.Text("type") == "InternalIP")
            .Text("address")
        ?? "<address of the ingress controller>";
}

/// <summary>The host names under which the cluster's services answer.</summary>
internal static class IngressHosts
{
    public static string Grafana(string domain) => $"grafana.{domain}";

    public static string Alertmanager(string domain) => $"alerts.{domain}";

    public static string ArgoCd(string domain) => $"argocd.{domain}";
}
