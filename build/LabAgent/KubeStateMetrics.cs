using System.Net;
using GitOpsDemo.LabContract;
using Prometheus;

namespace GitOpsDemo.LabAgent;

/// <summary>
/// The series of <see href="https://github.com/kubernetes/kube-state-metrics/tree/main/docs/metrics/workload">kube-state-metrics</see>
/// that rules and panels ask for.
/// </summary>
internal sealed class KubeStateMetrics(MetricFactory factory)
{
    private static readonly string[] Phases = ["Pending", "Succeeded", "Failed", "Running", "Unknown"];
    private static readonly string[] PodLabels = ["namespace", "pod", "uid"];
    private static readonly string Node = Dns.GetHostName();

    private readonly Gauge _info = factory.CreateGauge(
        "kube_pod_info",
        "Information about pod.",
        [.. PodLabels, "host_ip", "pod_ip", "node", "created_by_kind", "created_by_name"]);

    private readonly Gauge _phase = factory.CreateGauge(
        "kube_pod_status_phase", "The pods current phase.", [.. PodLabels, "phase"]);

    private readonly Gauge _ready = factory.CreateGauge(
        "kube_pod_status_ready", "Describes whether the pod is ready to serve requests.", [.. PodLabels, "condition"]);

    private readonly Gauge _limits = factory.CreateGauge(
        "kube_pod_container_resource_limits",
        "The number of requested limit resource by a container.",
        [.. PodLabels, "container", "node", "resource", "unit"]);

    private readonly Counter _restarts = factory.CreateCounter(
        "kube_pod_container_status_restarts_total",
        "The number of container restarts per container.",
        [.. PodLabels, "container"]);

    private readonly Gauge _replicas = factory.CreateGauge(
        "kube_deployment_spec_replicas", "Number of desired pods for a deployment.", "namespace", "deployment");

    private readonly Gauge _available = factory.CreateGauge(
        "kube_deployment_status_replicas_available",
        "The number of available replicas per deployment.",
        "namespace",
        "deployment");

    /// <summary>Sets every series.</summary>
    public void Set(IEnumerable<AgentDeployment> deployments, IReadOnlyCollection<PodSnapshot> pods)
    {
        foreach (var pod in pods)
        {
            Set(pod);
        }

        foreach (var deployment in deployments)
        {
            _replicas.WithLabels(deployment.Namespace, deployment.Name).Set(deployment.Replicas);
            _available.WithLabels(deployment.Namespace, deployment.Name).Set(pods.Count(pod => IsAvailable(pod, deployment)));
        }
    }

    private void Set(PodSnapshot pod)
    {
        var (space, name, container) = (pod.Description.Namespace, pod.Description.Name, pod.Description.Container);
        var address = pod.Description.Address.Host;
        var (ownerKind, owner) = pod.Description.Deployment is { } deployment ? ("Deployment", deployment) : ("", "");
        _info.WithLabels(space, name, pod.Uid, address, address, Node, ownerKind, owner).Set(1);
        _restarts.WithLabels(space, name, pod.Uid, container).IncTo(pod.Seen.Restarts);
        foreach (var phase in Phases)
        {
            _phase.WithLabels(space, name, pod.Uid, phase).Set(phase == pod.Phase ? 1 : 0);
        }

        _ready.WithLabels(space, name, pod.Uid, "true").Set(pod.Seen.IsReady ? 1 : 0);
        _ready.WithLabels(space, name, pod.Uid, "false").Set(pod.Seen.IsReady ? 0 : 1);
        _ready.WithLabels(space, name, pod.Uid, "unknown").Set(0);
        if (pod.Description.MemoryLimitBytes is { } memory)
        {
            _limits.WithLabels(space, name, pod.Uid, container, Node, "memory", "byte").Set(memory);
        }

        if (pod.Description.CpuLimitCores is { } cores)
        {
            _limits.WithLabels(space, name, pod.Uid, container, Node, "cpu", "core").Set(cores);
        }
    }

    private static bool IsAvailable(PodSnapshot pod, AgentDeployment deployment) =>
        pod.Description.Namespace == deployment.Namespace
        && pod.Description.Deployment == deployment.Name
        && pod.Seen.IsReady;
}
