using System.Text.Json.Nodes;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Kubernetes;

/// <summary>Reads what runs in an environment: not what should, and by the digests that the nodes pulled.</summary>
internal sealed class LiveState(IKubectl kubectl, DeliveredService service)
{
    private const string Kinds = "deployments.apps,services,ingresses.networking.k8s.io,pods";

    private readonly string _selector = $"app.kubernetes.io/name={service.Name}";

    /// <summary>What runs in an environment; null when nothing does.</summary>
    public async Task<LiveEnvironment?> ReadAsync(string environment, CancellationToken cancellationToken)
    {
        var applications = await kubectl.GetAsync(
            new("applications.argoproj.io", ClusterSettings.ArgoCdNamespace) { Name = service.In(environment) }, cancellationToken);
        var application = applications is [var only] ? only : null;
        var ns = application.Text("spec", "destination", "namespace") ?? service.In(environment);
        var objects = await kubectl.GetAsync(new(Kinds, ns) { Selector = _selector }, cancellationToken);
        if (objects.FirstOrDefault(item => item.Kind() == "Deployment") is not { } deployment)
        {
            return null;
        }

        var monitors = await kubectl.GetAsync(new("servicemonitors.monitoring.coreos.com", ns) { Selector = _selector }, cancellationToken);
        return new(
            environment,
            ns,
            application.Text("status", "sync", "revision") ?? "unknown: not deployed by Argo CD",
            ImageOf(deployment.At("spec", "template", "spec"), deployment),
            UrlOf(objects, ns),
            [.. objects.Where(item => item.Kind() == "Pod" && item.At("metadata", "deletionTimestamp") is null).Select(Replica)],
            string.Concat(objects.Where(item => item.Kind() != "Pod").Concat(monitors).Select(item => $"---\n{item.ToJsonString()}\n")));
    }

    private static LiveReplica Replica(JsonNode pod)
    {
        var image = ImageOf(pod.At("spec"), pod);
        var pulled = pod.Items("status", "containerStatuses").FirstOrDefault().Text(
            "imageID")?.Split('@') is [_, var digest] ? digest : null;
        return new(
            pod.Name(),
            pulled is null ? image : $"{image.Split('@')[0]}@{pulled}",
            pod.HasCondition("Ready"),
            pod.Text("spec", "nodeName") ?? "no node yet");
    }

    private static string ImageOf(JsonNode? podSpec, JsonNode owner) =>
        podSpec.Items("containers").FirstOrDefault().Text("image")
        ?? throw new DeliveryException(
            $"{owner.Kind()} {owner.Namespace()}/{owner.Name()} can't be read",
            "it has no container",
            "./build.sh --target=Deploy replaces it");

    /// <summary>The ingress; without one, the name that the service has inside the cluster.</summary>
    private Uri UrlOf(IReadOnlyList<JsonNode> objects, string ns)
    {
        var ingress = objects.FirstOrDefault(item => item.Kind() == "Ingress");
        var host = ingress?.Items("spec", "rules").FirstOrDefault().Text("host");
        var scheme = ingress is not null && ingress.Items("spec", "tls").Any() ? "https" : "http";
        return new(host is null ? $"http://{service.Name}.{ns}.svc/" : $"{scheme}://{host}/");
    }
}
