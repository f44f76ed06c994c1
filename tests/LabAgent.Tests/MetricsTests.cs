using System.Globalization;
using System.Net;
using GitOpsDemo.LabContract;

namespace GitOpsDemo.LabAgent.Tests;

public sealed class MetricsTests : AgentTests
{
    private const string Limits = "kube_pod_container_resource_limits";
    private const string Pod = "namespace=\"gitops-demo-dev\",pod=\"a\"";

    [Fact]
    public async Task The_page_has_what_kube_state_metrics_has_of_a_ready_pod()
    {
        // Given
        var unready = await Backend.StartAsync();
        await using var _ = unready;
        unready.Readiness = HttpStatusCode.ServiceUnavailable;
        var pod = RunningAgent.PodOf(Backend, "a") with { MemoryLimitBytes = 268435456, CpuLimitCores = 0.5 };

        // When
        await Agent.ApplyUntilReadyAsync(pod);
        await Agent.ApplyAsync(pod, RunningAgent.PodOf(unready, "b"));
        var page = await Agent.MetricsAsync();

        // Then
        Assert.Equal(1, Value(page, "kube_pod_info", Pod, "host_ip=\"127.0.0.1\",pod_ip=\"127.0.0.1\"", "created_by_name=\"gitops-demo\""));
        Assert.Equal(1, Value(page, "kube_pod_status_ready", Pod, "condition=\"true\""));
        Assert.Equal(0, Value(page, "kube_pod_status_ready", Pod, "condition=\"false\""));
        Assert.Equal(0, Value(page, "kube_pod_status_ready", Pod, "condition=\"unknown\""));
        Assert.Equal(0, Value(page, "kube_pod_status_ready", "pod=\"b\"", "condition=\"true\""));
        Assert.Equal(1, Value(page, "kube_pod_status_ready", "pod=\"b\"", "condition=\"false\""));
        Assert.Equal(1, Value(page, "kube_pod_status_phase", Pod, "phase=\"Running\""));
        Assert.Equal(0, Value(page, "kube_pod_status_phase", Pod, "phase=\"Failed\""));
        Assert.Equal(0, Value(page, "kube_pod_container_status_restarts_total", Pod, "container=\"app\""));
        Assert.Equal(268435456, Value(page, Limits, Pod, "container=\"app\"", "resource=\"memory\",unit=\"byte\""));
        Assert.Equal(0.5, Value(page, Limits, Pod, "container=\"app\"", "resource=\"cpu\",unit=\"core\""));
        Assert.Equal(2, Value(page, "kube_deployment_spec_replicas", "deployment=\"gitops-demo\""));
        Assert.Equal(1, Value(page, "kube_deployment_status_replicas_available", "deployment=\"gitops-demo\""));

        // A container without a limit has no series of it, as on a cluster.
        Assert.Empty(Samples(page, Limits, "pod=\"b\""));
    }

    [Fact]
    public async Task The_page_has_what_cAdvisor_has_of_a_process()
    {
        // Given
        var pod = RunningAgent.PodOf(Backend, "a") with { Process = ProcessIdentity.Of(Environment.ProcessId), MemoryLimitBytes = 1024 };
        await Agent.ApplyUntilReadyAsync(pod);

        // When
        var page = await Agent.MetricsAsync();

        // Then
        var mostCpu = Environment.CpuUsage.TotalTime.TotalSeconds + 1;
        Assert.InRange(Value(page, "container_memory_working_set_bytes", "container=\"app\"", Pod), 5e6, Environment.WorkingSet);
        Assert.Equal(1024, Value(page, "container_spec_memory_limit_bytes", "container=\"app\"", Pod));
        Assert.InRange(Value(page, "container_cpu_usage_seconds_total", "cpu=\"total\"", Pod), 0.01, mostCpu);
    }

    [Fact]
    public async Task A_pod_whose_process_is_gone_has_failed_and_one_that_is_gone_itself_has_no_series()
    {
        // Given
        var pod = RunningAgent.PodOf(Backend, "a") with { Process = new ProcessIdentity(Environment.ProcessId, "another time") };
        await Agent.ApplyAsync(pod);

        // When, then
        var page = await Agent.MetricsAsync();
        Assert.Equal(1, Value(page, "kube_pod_status_phase", Pod, "phase=\"Failed\""));
        Assert.Equal(0, Value(page, "kube_pod_status_ready", Pod, "condition=\"true\""));
        Assert.DoesNotContain(page, line => line.StartsWith("container_", StringComparison.Ordinal));

        // When, then
        await Agent.ApplyAsync();
        Assert.DoesNotContain(await Agent.MetricsAsync(), line => line.Contains("pod=\"a\"", StringComparison.Ordinal));
    }

    private static double Value(string[] page, string metric, params string[] labels)
    {
        var line = Assert.Single(Samples(page, metric, labels));
        return double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
    }

    private static IEnumerable<string> Samples(string[] page, string metric, params string[] labels) => page
        .Where(line => line.StartsWith(metric + "{", StringComparison.Ordinal))
        .Where(line => labels.All(label => line.Contains(label, StringComparison.Ordinal)));
}
