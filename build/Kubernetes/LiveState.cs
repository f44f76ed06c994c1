using System.Text.Json.Nodes;
using GitOpsDemo.Delivery;
using GitOpsDemo.Kubernetes.ArgoCd;

namespace GitOpsDemo.Kubernetes;

/// <summary>Reads what runs in an environment: not what should, and by the digests that the nodes pulled.</summary>
internal sealed class LiveState(IKubectl kubectl, DeliveredService service)
{
    private const string Kinds = "deployments.apps,services,ingresses.networking.k8s.io,pods";

    private readonly string _selector = $"app.kubernetes.io/name={service.Name}";

    /// <summary>What runs in an environment; null when nothing does.</summary>
    public async Task<LiveEnvironment?> ReadAsync(string environment, CancellationToken cancellationToken)
    {
        var application = await ApplicationAsync(environment, cancellationToken);
        var ns = NamespaceOf(application, environment);
        var objects = await kubectl.GetAsync(new(Kinds, ns) { Selector = _selector }, cancellationToken);
        var deployment = objects.FirstOrDefault(item => item.Kind() == "Deployment");
        var rollout = deployment is null ? await Rollouts.FindAsync(kubectl, service, ns, cancellationToken) : null;
        if ((deployment ?? rollout) is not { } workload)
        {
            return null;
        }

        var canary = rollout is null ? null : RolloutState.Of(rollout) is { WaitsForDecision: true } waiting ? waiting : null;

        var monitors = await kubectl.GetAsync(new("servicemonitors.monitoring.coreos.com", ns) { Selector = _selector }, cancellationToken);
        return new(
            environment,
            ns,
            application.Text("status", "sync", "revision") ?? "unknown: not deployed by Argo CD",
            ImageOf(workload.At("spec", "template", "spec"), workload),
            UrlOf(objects, ns),
            [
                .. objects.Where(item => item.Kind() == "Pod" && item.At("metadata", "deletionTimestamp") is null)
                    .Select(pod => Replica(pod) with { IsOfStable = canary is not null && HashOf(pod) == canary.Stable }),
            ],
            string.Concat(
                objects.Where(item => item.Kind() != "Pod").Concat(rollout is null ? [] : [rollout]).Concat(monitors)
                    .Select(item => $"---\n{item.ToJsonString()}\n")));
    }

    /// <summary>The pods of an environment, then the events of its namespace, the newest last.</summary>
    public async Task<IReadOnlyList<string>> EventsAsync(string environment, CancellationToken cancellationToken)
    {
        var ns = await NamespaceAsync(environment, cancellationToken);
        var objects = await kubectl.GetAsync(new("pods,events", ns), cancellationToken);
        return [.. PodState.Read(objects).Select(pod => $"{pod}"), .. PodState.Events(objects)];
    }

    public async Task<string> NamespaceAsync(string environment, CancellationToken cancellationToken) =>
        NamespaceOf(await ApplicationAsync(environment, cancellationToken), environment);

    private static string? HashOf(JsonNode pod) => pod.Text("metadata", "labels", "rollouts-pod-template-hash");

    private async Task<JsonNode?> ApplicationAsync(string environment, CancellationToken cancellationToken)
    {
        var found = await kubectl.GetAsync(
            new("applications.argoproj.io", ClusterSettings.ArgoCdNamespace) { Name = service.In(environment) }, cancellationToken);
        return found is [var only] ? only : null;
    }

    private string NamespaceOf(JsonNode? application, string environment) =>
        application.Text("spec", "destination", "namespace") ?? service.In(environment);

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
