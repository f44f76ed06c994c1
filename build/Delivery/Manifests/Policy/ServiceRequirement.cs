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
