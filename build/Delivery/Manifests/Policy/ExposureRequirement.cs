using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Manifests.Policy;

/// <summary>What only the cluster may reach stays inside, and faults can't be caused in production.</summary>
internal sealed class ExposureRequirement(bool isProduction) : IManifestRequirement
{
    /// <summary>The service's switch for its fault endpoints.</summary>
    private const string FaultsEnabled = "Faults__Enabled";

    private static readonly string[] InternalPaths =
        ["/metrics", "/ready/disable", "/ready/enable", "/faults", "/faults/plan", "/faults/memory", "/faults/crash", "/faults/status/500"];

    public IEnumerable<PolicyViolation> Check(ManifestSet manifests) =>
        manifests.All<Ingress>().SelectMany(ingress => CheckIngress(ingress, [.. manifests.All<Service>()], [.. InternalPaths.Union(MetricsPaths(manifests))]))
            .Concat(DeploymentContainers.Of(manifests).SelectMany(found => CheckFaults(found.Place, found.Container)));

    private static IEnumerable<string> MetricsPaths(ManifestSet manifests) =>
        manifests.All<ServiceMonitor>().SelectMany(monitor => monitor.Endpoints).Select(endpoint => endpoint.Path);

    private static IEnumerable<PolicyViolation> CheckIngress(Ingress ingress, List<Service> services, List<string> internalPaths)
    {
        if (ingress.HasDefaultBackend)
        {
            yield return new(
                "ingress-exposure",
                $"{ingress}",
                "its default backend lets every path in",
                "remove defaultBackend and list the paths");
        }

        foreach (var path in ingress.Paths)
        {
            if (internalPaths.Find(path.Admits) is { } exposed)
            {
                yield return new(
                    "ingress-exposure",
                    $"{ingress}",
                    $"its path {path.Path} ({path.PathType}) lets {exposed} in",
                    "list the public paths with pathType: Exact");
            }

            if (!services.Any(service => service.Metadata.Name == path.Service && service.Metadata.Namespace == ingress.Metadata.Namespace
                && service.Ports.Any(port => port.Name == path.Port || $"{port.Port}" == path.Port)))
            {
                yield return new(
                    "ingress-backend",
                    $"{ingress}",
                    $"its path {path.Path} leads to port '{path.Port}' of Service '{path.Service}', which is not there",
                    "name a Service of the overlay and one of its ports");
            }
        }
    }

    private IEnumerable<PolicyViolation> CheckFaults(string place, Container container)
    {
        if (isProduction && string.Equals(container.LiteralValue(FaultsEnabled), "true", StringComparison.OrdinalIgnoreCase))
        {
            yield return new("no-faults-in-production", place, $"{FaultsEnabled} is true", $"set {FaultsEnabled} to \"false\"");
        }
    }
}
