using GitOpsDemo.LabAgent.Measuring;
using Prometheus;

namespace GitOpsDemo.LabAgent;

/// <summary>The series of <see href="https://github.com/google/cadvisor/blob/master/docs/storage/prometheus.md">cAdvisor</see> that rules and panels ask for.</summary>
internal sealed class ContainerMetrics(MetricFactory factory)
{
    private static readonly string[] Labels = ["container", "id", "image", "name", "namespace", "pod"];

    private readonly Gauge _memory = factory.CreateGauge("container_memory_working_set_bytes", "Current working set in bytes.", Labels);
    private readonly Gauge _memoryLimit = factory.CreateGauge("container_spec_memory_limit_bytes", "Memory limit for the container.", Labels);
    private readonly Counter _cpu = factory.CreateCounter("container_cpu_usage_seconds_total", "Cumulative cpu time consumed in seconds.", [.. Labels, "cpu"]);

    /// <summary>Sets every series. A pod that can't be measured, because it is gone or lies in a virtual machine, has none.</summary>
    public void Set(IEnumerable<PodSnapshot> pods, ResourceReader resources)
    {
        foreach (var pod in pods)
        {
            if (resources.Read(pod.Description) is { } usage)
            {
                var name = pod.Description.ContainerId ?? $"process-{pod.Description.Process!.Id}";
                string[] labels = [pod.Description.Container, $"/lab/{name}", pod.Description.Image, name, pod.Description.Namespace, pod.Description.Name];
                _memory.WithLabels(labels).Set(usage.WorkingSetBytes);
                // As cAdvisor has it: 0 where there is no limit.
                _memoryLimit.WithLabels(labels).Set(pod.Description.MemoryLimitBytes ?? 0);
                _cpu.WithLabels([.. labels, "total"]).IncTo(usage.CpuSeconds);
            }
        }
    }
}
