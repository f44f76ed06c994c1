using System.Text.Json.Nodes;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Kubernetes.ArgoCd;

/// <summary>
/// The health of the kinds on which an Application most often hangs, judged as Argo CD does (<c>gitops-engine/pkg/health</c>):
/// since version 3 an Application no longer has the health of its resources.
/// </summary>
internal static class ResourceHealth
{
    private const string Healthy = "Healthy";
    private const string Progressing = "Progressing";
    private const string Degraded = "Degraded";

    /// <summary>Whether a kind is judged here.</summary>
    public static bool Knows(string kind) => kind is "Ingress" or "Service" or "Deployment" or "PersistentVolumeClaim";

    /// <summary>Judges a resource as the API has it, and says why where it is not healthy.</summary>
    /// <exception cref="DeliveryException">The text is not such a resource.</exception>
    public static (string Health, string Reason) Of(string kind, string json) =>
        ForeignJson.Read(
            json,
            $"the {kind}",
            $"look at it with `kubectl get {kind.ToLowerInvariant()} --all-namespaces -o yaml`",
            resource => Of(kind, resource));

    /// <summary>Judges a resource, and says why where it is not healthy.</summary>
    public static (string Health, string Reason) Of(string kind, JsonNode resource) => kind switch
    {
        "Ingress" => HasAddress(resource) ? (Healthy, "") : (Progressing, "it has no address"),
        "Service" => IsLoadBalancer(resource) && !HasAddress(resource) ? (Progressing, "it has no address") : (Healthy, ""),
        "Deployment" => OfDeployment(resource),
        "PersistentVolumeClaim" => resource["status"]?["phase"]?.GetValue<string>() switch
        {
            "Bound" => (Healthy, ""),
            "Lost" => (Degraded, "its volume is lost"),
            var phase => (Progressing, $"it is {phase ?? "without a phase"}"),
        },
        _ => (Healthy, ""),
    };

    private static bool IsLoadBalancer(JsonNode service) => service["spec"]?["type"]?.GetValue<string>() == "LoadBalancer";

    private static bool HasAddress(JsonNode resource) => resource["status"]?["loadBalancer"]?["ingress"] is JsonArray { Count: > 0 };

    private static (string, string) OfDeployment(JsonNode deployment)
    {
        var status = deployment["status"];
        var wanted = Number(deployment["spec"]?["replicas"], 1);
        var (all, updated, available) = (Of("replicas"), Of("updatedReplicas"), Of("availableReplicas"));
        return Number(deployment["metadata"]?["generation"]) > Of("observedGeneration") ? (Progressing, "its new version is not begun")
            : HasExceededDeadline(status) ? (Degraded, $"it exceeded its progress deadline with {available} of {wanted} replicas available")
            : updated < wanted ? (Progressing, $"{updated} of {wanted} replicas are updated")
            : all > updated ? (Progressing, $"{all - updated} old replicas are still there")
            : available < updated ? (Progressing, $"{available} of {updated} updated replicas are available")
            : (Healthy, "");

        long Of(string count) => Number(status?[count]);
    }

    private static bool HasExceededDeadline(JsonNode? status) => (status?["conditions"] as JsonArray ?? []).Any(condition =>
        condition?["type"]?.GetValue<string>() == "Progressing" && condition["reason"]?.GetValue<string>() == "ProgressDeadlineExceeded");

    private static long Number(JsonNode? node, long missing = 0) => node?.GetValue<long>() ?? missing;
}
