using System.Globalization;
using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Manifests.Policy;

/// <summary>Pods that survive the loss of a node, let nodes be drained, and are reachable only for whom they are meant.</summary>
internal sealed class AvailabilityRequirement : IManifestRequirement
{
    public IEnumerable<PolicyViolation> Check(ManifestSet manifests)
    {
        foreach (var deployment in manifests.All<Deployment>())
        {
            var budget = manifests.All<PodDisruptionBudget>().FirstOrDefault(budget => Covers(budget, budget.Selector, deployment));
            var policies = manifests.All<NetworkPolicy>().Where(policy => Covers(policy, policy.PodSelector, deployment)).ToList();
            IEnumerable<PolicyViolation> found =
                [.. CheckReplicas(deployment), .. CheckBudget(deployment, budget), .. CheckNetwork(deployment, policies)];
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
                $"it has {deployment.Replicas} replicas: the loss of one pod is an outage",
                "set replicas to 2 or more");
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
                $"it lets none of the {deployment.Replicas} pods go: no node can be drained",
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
