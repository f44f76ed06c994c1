using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Manifests.Policy;

/// <summary>Services that lead to pods.</summary>
internal sealed class ServiceRequirement : IManifestRequirement
{
    public IEnumerable<PolicyViolation> Check(ManifestSet manifests)
    {
        var services = manifests.All<Service>().ToList();
        foreach (var deployment in manifests.All<Deployment>().Where(deployment => !services.Any(service => LeadsTo(service, deployment))))
        {
            yield return new(
                "service",
                $"{deployment}",
                "no Service leads to its pods",
                "add a Service whose selector matches the pods' labels");
        }

        foreach (var service in services)
        {
            var deployments = manifests.All<Deployment>().Where(deployment => LeadsTo(service, deployment)).ToList();
            if (deployments.Count == 0)
            {
                yield return new(
                    "service-selector",
                    $"{service}",
                    $"its selector ({LabelSelector.ByLabels(service.Selector)}) chooses no pod",
                    "select by labels that the pods have");
            }

            foreach (var violation in service.Ports.SelectMany(port => CheckPort(service, port, deployments)))
            {
                yield return violation;
            }
        }
    }

    private static IEnumerable<PolicyViolation> CheckPort(Service service, ServicePort port, List<Deployment> deployments)
    {
        if (port.Name is null)
        {
            yield return new(
                "service-port-name",
                $"{service}",
                $"its port {port.Port} has no name, so no ServiceMonitor can ask for it",
                "name the port");
        }

        if (deployments.Any(deployment => deployment.Template.Containers.All(container => container.PortNumber(port.TargetPort) is null)))
        {
            yield return new(
                "service-target-port",
                $"{service}",
                $"its port {port.Port} leads to '{port.TargetPort}', which no container has",
                "name a port of the container");
        }
    }

    private static bool LeadsTo(Service service, Deployment deployment) =>
        service.Metadata.Namespace == deployment.Metadata.Namespace && service.Selects(deployment.Template.Labels);
}

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
