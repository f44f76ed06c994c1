using GitOpsDemo.Delivery.Drill;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring;

namespace GitOpsDemo.Delivery.Kubernetes.Drill;

/// <summary>Drills on a cluster, in true time: with its own Prometheus and Alertmanager, on the pods of the environment.</summary>
public sealed class ClusterDrillGround(
    ClusterSettings settings, Preflight preflight, ServiceAddresses addresses, PortForwards forwards, IKubectl kubectl, IDeliveryLog log, TimeProvider time) : IDrillGround
{
    /// <inheritdoc/>
    public async Task<IDrillSite> OpenAsync(LiveEnvironment live, PrometheusRule rules, TimeScale scale, CancellationToken cancellationToken)
    {
        await preflight.EnsureAsync(Accesses.Drill(live.Namespace), cancellationToken);
        if (live.Replicas.Count == 0 || live.Replicas.Any(replica => !replica.IsRunning))
        {
            throw new DeliveryException(
                $"{live.Environment} can't be drilled",
                $"of its pods {string.Join(", ", live.Replicas.Where(replica => !replica.IsRunning).Select(replica => replica.Pod).DefaultIfEmpty("none"))} is not ready",
                "./build.sh --target=Status shows what runs");
        }

        var deployment = ManifestSet.Parse(live.Manifests, $"environment {live.Environment}").Only<Deployment>();
        var port = deployment.Template.Containers[0].Ports[0].Number;
        var replicas = new List<DrillReplica>();
        foreach (var pod in live.Replicas.Select(replica => replica.Pod))
        {
            replicas.Add(new(pod, await forwards.StartAsync(new(live.Namespace, pod, port) { Kind = "pod" }, cancellationToken)));
        }

        var outage = new ClusterOutage(kubectl, settings.Context, live.Namespace, deployment, log, time);
        return new ClusterDrillSite(
            live,
            replicas,
            outage,
            await addresses.OfAsync(ServiceApi.Prometheus, cancellationToken),
            await addresses.OfAsync(ServiceApi.Alertmanager, cancellationToken));
    }
}
