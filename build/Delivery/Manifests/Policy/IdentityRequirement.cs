using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Manifests.Policy;

/// <summary>The manifests are those of the service that the build delivers: by its name what runs is found, and its alerts are routed.</summary>
internal sealed class IdentityRequirement(DeliveredService service) : IManifestRequirement
{
    private const string NameLabel = "app.kubernetes.io/name";

    public IEnumerable<PolicyViolation> Check(ManifestSet manifests) =>
        manifests.Objects.Where(item => item is Deployment or Service).SelectMany(CheckObject)
            .Concat(manifests.All<Deployment>().SelectMany(CheckPort));

    private IEnumerable<PolicyViolation> CheckObject(ManifestObject item)
    {
        if (item.Metadata.Labels.GetValueOrDefault(NameLabel) != service.Name)
        {
            yield return new(
                "service-name", $"{item}", $"its label {NameLabel} is not {service.Name}", $"set the label, or change the service in the settings file");
        }

        if (item.Metadata.Namespace?.StartsWith(service.In(""), StringComparison.Ordinal) != true)
        {
            yield return new(
                "service-namespace", $"{item}", $"its namespace is not {service.In("<environment>")}: no route leads its alerts to anybody", "set the overlay's namespace");
        }
    }

    private IEnumerable<PolicyViolation> CheckPort(Deployment deployment)
    {
        if (!deployment.Template.Containers.Any(container => container.Ports.Any(port => port.Number == service.Port)))
        {
            yield return new(
                "service-port", $"{deployment}", $"no container has the port {service.Port}", "name that containerPort, or change the port in the settings file");
        }
    }
}
