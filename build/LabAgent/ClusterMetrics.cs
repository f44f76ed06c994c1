using GitOpsDemo.LabAgent.Measuring;
using Prometheus;

namespace GitOpsDemo.LabAgent;

/// <summary>The agent's page: what kube-state-metrics and cAdvisor have on a cluster, under the same names and labels.</summary>
internal sealed class ClusterMetrics(Cluster cluster, ResourceReader resources)
{
    /// <summary>Looks at everything and makes the page of one scrape.</summary>
    public CollectorRegistry Collect()
    {
        var registry = Metrics.NewCustomRegistry();
        var factory = Metrics.WithCustomRegistry(registry);
        var pods = cluster.Pods.Select(pod => new PodSnapshot(pod)).ToArray();
        new KubeStateMetrics(factory).Set(cluster.State.Deployments, pods);
        new ContainerMetrics(factory).Set(pods, resources);
        return registry;
    }
}
