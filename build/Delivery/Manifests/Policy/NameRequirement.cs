using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Manifests.Policy;

/// <summary>
/// Names and places that stand once, and volumes that exist: the API server refuses an object otherwise, and no schema says so.
/// </summary>
internal sealed class NameRequirement : IManifestRequirement
{
    public IEnumerable<PolicyViolation> Check(ManifestSet manifests) =>
        manifests.All<Deployment>().SelectMany(deployment => OfPods($"{deployment}", deployment.Template))
            .Concat(DeploymentContainers.AllOf(manifests).SelectMany(found => OfContainer(found.Place, found.Container)))
            .Concat(manifests.All<Service>().SelectMany(
                service => Repeated($"{service}", "ports", service.Ports.Select(port => port.Name))));

    private static IEnumerable<PolicyViolation> OfPods(string place, PodTemplate pod) =>
        Repeated(place, "containers", pod.InitContainers.Concat(pod.Containers).Select(container => container.Name))
            .Concat(Repeated(place, "volumes", pod.Volumes.Select(volume => volume.Name)))
            .Concat(
                from container in pod.InitContainers.Concat(pod.Containers)
                from mount in container.Mounts
                where pod.Volumes.All(volume => volume.Name != mount.Volume)
                select new PolicyViolation(
                    "unknown-volume",
                    $"{place}, container {container.Name}",
                    $"it mounts '{mount.Volume}' at {mount.Path}, and the pod has no such volume",
                    "add it to the pod's volumes, or name one of them"));

    private static IEnumerable<PolicyViolation> OfContainer(string place, Container container) =>
        Repeated(place, "ports", container.Ports.Select(port => port.Name))
            .Concat(Repeated(place, "volumeMounts", container.Mounts.Select(mount => mount.Path)));

    private static IEnumerable<PolicyViolation> Repeated(string place, string list, IEnumerable<string?> names) =>
        from repeated in names.OfType<string>().GroupBy(name => name)
        where repeated.Count() > 1
        select new PolicyViolation(
            "unique-names", place, $"'{repeated.Key}' stands {repeated.Count()} times in its {list}", "give each one of its own");
}
