using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Manifests.Policy;

/// <summary>Requests for CPU and memory, and a memory limit. A CPU limit only slows a container down and is not asked for.</summary>
internal sealed class ResourceRequirement : IManifestRequirement
{
    public IEnumerable<PolicyViolation> Check(ManifestSet manifests) =>
        DeploymentContainers.AllOf(manifests).SelectMany(found => CheckResources(found.Place, found.Container.Resources));

    private static IEnumerable<PolicyViolation> CheckResources(string place, ContainerResources resources)
    {
        foreach (var resource in new[] { "cpu", "memory" }.Except(resources.Requests.Keys))
        {
            yield return new($"{resource}-request", place, $"it requests no {resource}", $"set resources.requests.{resource}");
        }

        if (!resources.Limits.ContainsKey("memory"))
        {
            yield return new("memory-limit", place, "its memory has no limit", "set resources.limits.memory");
        }

        foreach (var (resource, text) in resources.Requests.Concat(resources.Limits).Where(pair => !Quantity.TryParse(pair.Value, out _)))
        {
            yield return new("quantity", place, $"'{text}' is no amount of {resource}", "write an amount such as 100m or 192Mi");
        }

        foreach (var (resource, limit) in resources.Limits)
        {
            if (resources.Requests.TryGetValue(resource, out var request)
                && Quantity.TryParse(request, out var requested) && Quantity.TryParse(limit, out var limited) && requested > limited)
            {
                yield return new(
                    "request-above-limit",
                    place,
                    $"it requests {request} of {resource}, more than its limit of {limit}",
                    $"raise resources.limits.{resource}");
            }
        }
    }
}
