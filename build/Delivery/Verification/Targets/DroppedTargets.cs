using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Verification.Prometheus;

namespace GitOpsDemo.Delivery.Verification.Targets;

/// <summary>Why a scrape pool has dropped what it discovered.</summary>
internal static class DroppedTargets
{
    private const string Service = "__meta_kubernetes_service";

    /// <summary>The label or the port that does not match, by the target that comes closest.</summary>
    public static string Explain(IReadOnlyList<DroppedTarget> dropped, ServiceMonitor monitor, ServiceMonitorEndpoint endpoint)
    {
        var reasons = dropped
            .Select(target => Reasons(target.DiscoveredLabels, monitor, endpoint).ToList())
            .Where(found => found.Count > 0)
            .OrderBy(found => found.Count)
            .FirstOrDefault();
        return reasons is not null
            ? string.Join("; ", reasons)
            : $"no Service has the labels {monitor.Selector} and a port named {endpoint.Port ?? endpoint.TargetPort}";
    }

    private static IEnumerable<string> Reasons(IReadOnlyDictionary<string, string> labels, ServiceMonitor monitor, ServiceMonitorEndpoint endpoint)
    {
        var service = labels.GetValueOrDefault($"{Service}_name") ?? "unknown";
        foreach (var (label, value) in monitor.Selector.MatchLabels)
        {
            var found = labels.GetValueOrDefault($"{Service}_label_{TargetFile.Sanitize(label)}");
            if (found != value)
            {
                yield return $"{monitor} asks for the label {label}={value}, and Service {service} has {(found is null ? "none" : $"{label}={found}")}";
            }
        }

        var port = labels.GetValueOrDefault("__meta_kubernetes_endpointslice_port_name") ?? labels.GetValueOrDefault("__meta_kubernetes_endpoint_port_name");
        if (endpoint.Port is { } wanted && port != wanted)
        {
            yield return $"{monitor} asks for a port named {wanted}, and that of Service {service} is named {port}";
        }
    }
}
