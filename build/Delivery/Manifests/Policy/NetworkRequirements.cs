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

    /// <summary>The paths of a service that has fault endpoints.</summary>
    private static readonly string[] FaultPaths =
        ["/ready/disable", "/ready/enable", "/faults", "/faults/plan", "/faults/memory", "/faults/crash", "/faults/status/500"];

    public IEnumerable<PolicyViolation> Check(ManifestSet manifests)
    {
        List<InternalPath> internalPaths = [.. MetricsPaths(manifests), .. PathsOfFaults(manifests)];
        return manifests.All<Entrance>().SelectMany(entrance => CheckEntrance(entrance, manifests, internalPaths))
            .Concat(DeploymentContainers.Of(manifests).SelectMany(found => CheckFaults(found.Place, found.Container)));
    }

    private static IEnumerable<InternalPath> MetricsPaths(ManifestSet manifests) =>
        from monitor in manifests.All<ScrapeMonitor>()
        from endpoint in monitor.Endpoints
        select new InternalPath(endpoint.Path, [.. PortsOf(manifests, monitor, endpoint)]);

    /// <summary>The pods' ports that an endpoint scrapes.</summary>
    private static IEnumerable<int> PortsOf(ManifestSet manifests, ScrapeMonitor monitor, MonitorEndpoint endpoint) =>
        monitor is ServiceMonitor ofServices && endpoint.Port is { } name
            ? from service in manifests.All<Service>()
              where ofServices.Selects(service)
              from port in service.Ports
              where port.Name == name
              from number in NumbersOf(manifests, service, port.TargetPort)
              select number
            : from deployment in monitor.Scraped(manifests)
              from container in deployment.Template.Containers
              let number = container.PortNumber(endpoint.Port ?? endpoint.TargetPort ?? "")
              where number is not null
              select number.Value;

    private static IEnumerable<InternalPath> PathsOfFaults(ManifestSet manifests) =>
        from found in DeploymentContainers.Of(manifests)
        where found.Container.Environment.Any(variable => variable.Name == FaultsEnabled)
        from path in FaultPaths
        select new InternalPath(path, [.. found.Container.Ports.Select(port => port.Number)]);

    /// <summary>The pods' ports that a name or number of a Service's port means.</summary>
    private static IEnumerable<int> NumbersOf(ManifestSet manifests, Service service, string port) =>
        from deployment in manifests.All<Deployment>()
        where service.Selects(deployment.Template.Labels)
        from container in deployment.Template.Containers
        let number = container.PortNumber(port)
        where number is not null
        select number.Value;

    private static IEnumerable<PolicyViolation> CheckEntrance(Entrance entrance, ManifestSet manifests, List<InternalPath> internalPaths)
    {
        if (entrance.HasDefaultBackend)
        {
            yield return new(
                "ingress-exposure",
                $"{entrance}",
                "its default backend lets every path in",
                "remove defaultBackend and list the paths");
        }

        foreach (var path in entrance.Paths)
        {
            var service = manifests.All<Service>().FirstOrDefault(service =>
                service.Metadata.Name == path.Service && service.Metadata.Namespace == entrance.Metadata.Namespace);
            var port = service?.Ports.FirstOrDefault(path.LeadsTo);
            int[] leadsTo = port is null ? [] : [.. NumbersOf(manifests, service!, port.TargetPort)];
            if (internalPaths.Find(candidate => path.Admits(candidate.Path) && candidate.IsOn(leadsTo)) is { } exposed)
            {
                yield return new(
                    "ingress-exposure",
                    $"{entrance}",
                    $"its path {path.Path} ({path.PathType}) lets {exposed.Path} in",
                    "list the public paths, each exactly (Exact), or serve what is internal on a port of its own");
            }

            if (port is null)
            {
                yield return new(
                    "ingress-backend",
                    $"{entrance}",
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

    /// <summary>A path that only the cluster may reach.</summary>
    /// <param name="Ports">The pods' ports that it is served on; empty when they are not known.</param>
    private sealed record InternalPath(string Path, IReadOnlyList<int> Ports)
    {
        /// <summary>Whether it is served on one of these ports, as far as is known.</summary>
        public bool IsOn(IReadOnlyList<int> ports) => Ports.Count == 0 || ports.Count == 0 || Ports.Intersect(ports).Any();
    }
}
