using System.Globalization;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Manifests.Policy;

/// <summary>
/// The manifests are those of the service that the build delivers: by its name what runs is found, and its alerts are routed.
/// </summary>
internal sealed class IdentityRequirement(DeliveredService service) : IManifestRequirement
{
    private const string NameLabel = "app.kubernetes.io/name";

    public IEnumerable<PolicyViolation> Check(ManifestSet manifests)
    {
        var deployments = manifests.All<Deployment>().ToList();
        return (deployments.Exists(deployment => deployment.Metadata.Name == service.Name) ? [] : deployments.Take(1).Select(Renamed))
            .Concat(manifests.Objects.Where(item => item is Deployment or Service).SelectMany(CheckObject))
            .Concat(deployments.SelectMany(CheckPort));
    }

    private PolicyViolation Renamed(Deployment deployment) => new(
        "service-name",
        $"{deployment}",
        $"no Deployment is called {service.Name}",
        "take namePrefix and nameSuffix out of the overlay (its namespace tells environments apart), "
            + "or change the service in the settings file");

    private IEnumerable<PolicyViolation> CheckObject(ManifestObject item)
    {
        if (item.Metadata.Labels.GetValueOrDefault(NameLabel) != service.Name)
        {
            yield return new(
                "service-name",
                $"{item}",
                $"its label {NameLabel} is not {service.Name}",
                $"set the label, or change the service in the settings file");
        }

        if (item.Metadata.Namespace?.StartsWith(service.In(""), StringComparison.Ordinal) != true)
        {
            yield return new(
                "service-namespace",
                $"{item}",
                $"its namespace is not {service.In("<environment>")}: no route leads its alerts to anybody",
                "set the overlay's namespace");
        }
    }

    private IEnumerable<PolicyViolation> CheckPort(Deployment deployment)
    {
        if (!deployment.Template.Containers.Any(container => container.Ports.Any(port => port.Number == service.Port)))
        {
            yield return new(
                "service-port",
                $"{deployment}",
                $"no container has the port {service.Port}",
                "name that containerPort, or change the port in the settings file");
        }
    }
}

/// <summary>Images that are the same today and tomorrow.</summary>
internal sealed class ImageRequirement(bool requireDigest) : IManifestRequirement
{
    private static readonly Regex Digest = new("@sha256:[0-9a-f]{64}$");
    private static readonly Regex TagOrDigest = new("(:[^/:@]+|@sha256:[0-9a-f]{64})$");

    public IEnumerable<PolicyViolation> Check(ManifestSet manifests) =>
        DeploymentContainers.AllOf(manifests).SelectMany(found => CheckImage(found.Place, found.Container));

    private IEnumerable<PolicyViolation> CheckImage(string place, Container container)
    {
        if (requireDigest && !Digest.IsMatch(container.Image))
        {
            yield return new(
                "image-by-digest",
                place,
                $"its image {container.Image} is not named by its digest",
                "let BumpImage write the tag and the digest");
        }

        if (!TagOrDigest.IsMatch(container.Image) || container.Image.EndsWith(":latest", StringComparison.Ordinal))
        {
            yield return new(
                "image-tag",
                place,
                $"its image {container.Image} has no version, so it can change at any time",
                "name a version, never latest");
        }
    }
}

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
            yield return new("quantity", place, $"'{text}' is not an amount of {resource}", "write an amount such as 100m or 192Mi");
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

/// <summary>Rollouts that replace pods one after another and can be taken back.</summary>
internal sealed class RolloutRequirement : IManifestRequirement
{
    public IEnumerable<PolicyViolation> Check(ManifestSet manifests) => manifests.All<Deployment>().SelectMany(CheckDeployment);

    private static IEnumerable<PolicyViolation> CheckDeployment(Deployment deployment)
    {
        if (!deployment.Selector.Matches(deployment.Template.Labels) || deployment.Selector.MatchLabels.Count == 0)
        {
            yield return new(
                "selector",
                $"{deployment}",
                $"its selector ({deployment.Selector}) does not choose its own pods",
                "give the template the labels of the selector");
        }

        if (!deployment.Strategy.KeepsPods)
        {
            yield return new(
                "rolling-update",
                $"{deployment}",
                "a rollout takes pods away before new ones are ready",
                deployment.Metadata.Kind == nameof(Deployment)
                    ? "set strategy.type: RollingUpdate with maxUnavailable: 0"
                    : "set strategy.canary.maxUnavailable: 0");
        }

        if (deployment.MinReady <= TimeSpan.Zero)
        {
            yield return new("min-ready", $"{deployment}", "a new pod counts as available at once", "set minReadySeconds");
        }

        if (deployment.RevisionHistoryLimit is null or < 1)
        {
            yield return new(
                "revision-history",
                $"{deployment}",
                "it does not say how many old revisions are kept, or keeps none",
                "set revisionHistoryLimit, such as 5");
        }
    }
}

/// <summary>Autoscalers that the API server takes, and that scale something.</summary>
internal sealed class AutoscalerRequirement : IManifestRequirement
{
    public IEnumerable<PolicyViolation> Check(ManifestSet manifests)
    {
        foreach (var scaler in manifests.All<HorizontalPodAutoscaler>())
        {
            if (scaler.MaxReplicas < scaler.MinReplicas)
            {
                yield return new(
                    "autoscaler-range",
                    $"{scaler}",
                    $"its maxReplicas {scaler.MaxReplicas} is less than its minReplicas {scaler.MinReplicas}",
                    "raise maxReplicas");
            }

            if (!manifests.Objects.Any(scaler.Scales))
            {
                yield return new(
                    "autoscaler-target",
                    $"{scaler}",
                    $"it scales the {scaler.TargetKind} {scaler.TargetName}, which is not there",
                    "name an object of the overlay in scaleTargetRef");
            }
        }
    }
}

/// <summary>Pods that survive the loss of a node, let nodes be drained, and are reachable only from where they should be.</summary>
internal sealed class AvailabilityRequirement : IManifestRequirement
{
    public IEnumerable<PolicyViolation> Check(ManifestSet manifests)
    {
        foreach (var deployment in manifests.All<Deployment>())
        {
            var budget = manifests.All<PodDisruptionBudget>().FirstOrDefault(budget => Covers(budget, budget.Selector, deployment));
            var policies = manifests.All<NetworkPolicy>().Where(policy => Covers(policy, policy.PodSelector, deployment)).ToList();
            IEnumerable<PolicyViolation> found =
            [
                .. CheckReplicas(deployment),
                .. CheckBudget(deployment, budget),
                .. CheckNetwork(deployment, policies),
            ];
            foreach (var violation in found)
            {
                yield return violation;
            }
        }
    }

    private static IEnumerable<PolicyViolation> CheckReplicas(Deployment deployment)
    {
        if (deployment.Replicas < 2)
        {
            yield return new(
                "replicas",
                $"{deployment}",
                $"it has {Plural.Of(deployment.Replicas, "replica")}: the loss of one pod is an outage",
                "set replicas, or the minReplicas of its HorizontalPodAutoscaler, to 2 or more");
        }
    }

    private static IEnumerable<PolicyViolation> CheckBudget(Deployment deployment, PodDisruptionBudget? budget)
    {
        if (budget is null)
        {
            yield return new(
                "disruption-budget",
                $"{deployment}",
                "no PodDisruptionBudget chooses its pods",
                "add one whose selector matches the pods' labels");
        }
        else if (KeepsAll(budget, deployment.Replicas))
        {
            yield return new(
                "disruption-budget",
                $"{budget}",
                $"it allows no eviction with {Plural.Of(deployment.Replicas, "pod")}: no node can be drained",
                "set maxUnavailable: 1");
        }
    }

    private static IEnumerable<PolicyViolation> CheckNetwork(Deployment deployment, List<NetworkPolicy> policies)
    {
        if (!policies.Any(policy => policy.PolicyTypes.Contains("Ingress")))
        {
            yield return new(
                "network-policy",
                $"{deployment}",
                "no NetworkPolicy limits who reaches its pods",
                "add one for them with policyTypes: [Ingress]");
        }

        foreach (var policy in policies.Where(policy => policy.AdmitsAnyone))
        {
            yield return new("network-policy", $"{policy}", "a rule without from lets everybody in", "name who may in");
        }
    }

    private static bool KeepsAll(PodDisruptionBudget budget, int replicas) =>
        budget.MaxUnavailable is "0" or "0%"
        || budget.MinAvailable == "100%"
        || (int.TryParse(budget.MinAvailable, NumberStyles.None, CultureInfo.InvariantCulture, out var minimum) && minimum >= replicas);

    private static bool Covers(ManifestObject owner, LabelSelector selector, Deployment deployment) =>
        owner.Metadata.Namespace == deployment.Metadata.Namespace && selector.Matches(deployment.Template.Labels);
}
