using GitOpsDemo.LabAgent.Measuring;
using Prometheus;

namespace GitOpsDemo.LabAgent;

/// <summary>
/// The series of <see href="https://github.com/google/cadvisor/blob/master/docs/storage/prometheus.md">cAdvisor</see> that rules and
/// panels ask for.
/// </summary>
internal sealed class ContainerMetrics(MetricFactory factory)
{
    private static readonly string[] Labels = ["container", "id", "image", "name", "namespace", "pod"];

    private readonly Gauge _memory = factory.CreateGauge("container_memory_working_set_bytes", "Current working set in bytes.", Labels);
    private readonly Gauge _memoryLimit = factory.CreateGauge(
        "container_spec_memory_limit_bytes", "Memory limit for the container.", Labels);
    private readonly Counter _cpu = factory.CreateCounter(
        "container_cpu_usage_seconds_total", "Cumulative cpu time consumed in seconds.", [.. Labels, "cpu"]);

    /// <summary>Sets every series. A pod that can't be measured, because it is gone or lies in a virtual machine, has none.</summary>
    public void Set(IEnumerable<PodSnapshot> pods, ResourceReader resources)
    {
        foreach (var pod in pods.Select(pod => pod.Description))
        {
            if (resources.Read(pod) is { } usage)
            {
                var name = pod.ContainerId ?? $"process-{pod.Process!.Id}";
                string[] labels = [pod.Container, $"/lab/{name}", pod.Image, name, pod.Namespace, pod.Name];
                _memory.WithLabels(labels).Set(usage.WorkingSetBytes);
                // As cAdvisor has it: 0 where there is no limit.
                _memoryLimit.WithLabels(labels).Set(pod.MemoryLimitBytes ?? 0);
                _cpu.WithLabels([.. labels, "total"]).IncTo(usage.CpuSeconds);
            }
        }
    }
}
