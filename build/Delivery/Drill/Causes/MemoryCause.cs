using System.Globalization;
using GitOpsDemo.Delivery.Verification.Prometheus;

namespace GitOpsDemo.Delivery.Drill.Causes;

/// <summary>A replica holds memory until little of its limit is left. At the limit it would be killed: the goal is well below.</summary>
internal sealed class MemoryCause(DrillReplica replica, string @namespace, PrometheusClient prometheus, ReplicaFaults faults) : ICause
{
    private const double Mebibyte = 1024 * 1024;

    /// <summary>Between the alert's 80 % and the end of the container, with room for what the collector gives back and takes.</summary>
    private const double Goal = 0.88;

    public string Name => "a replica uses 88 % of its memory limit";

    public IReadOnlyList<string> Alerts => ["HighMemoryUsage"];

    public string EndsByHand => $"curl -X DELETE {replica.Address}faults/memory";

    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        var pod = $"namespace=\"{@namespace}\", pod=\"{replica.Pod}\"";
        var limit = await AskAsync($"max(kube_pod_container_resource_limits{{{pod}, resource=\"memory\"}})", cancellationToken);
        var used = await AskAsync($"max(container_memory_working_set_bytes{{{pod}, container!=\"\", container!=\"POD\"}})", cancellationToken);
        var missing = (int)Math.Round(((Goal * limit) - used) / Mebibyte);
        if (missing > 0)
        {
            await faults.HoldMemoryAsync(replica, missing, cancellationToken);
        }
    }

    public Task EndAsync(CancellationToken cancellationToken) => faults.ReleaseMemoryAsync(replica, cancellationToken);

    private async Task<double> AskAsync(string query, CancellationToken cancellationToken) =>
        await prometheus.ValueAsync(query, cancellationToken) ?? throw new DeliveryException(
            string.Create(CultureInfo.InvariantCulture, $"{replica.Pod} can't be filled to {Goal:P0} of its memory limit"),
            $"Prometheus has no answer to {query}",
            "./build.sh --target=VerifyTargets tells whether kube-state-metrics and cAdvisor are scraped");
}
