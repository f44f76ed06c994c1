using System.Globalization;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Monitoring.Prometheus;

namespace GitOpsDemo.Drill.Causes;

/// <summary>Something that goes wrong with the service, on purpose.</summary>
internal interface ICause
{
    /// <summary>What goes wrong, in a few words.</summary>
    string Name { get; }

    IReadOnlyList<string> Alerts { get; }

    /// <summary>Whether it disturbs every other cause: it comes last, and alone.</summary>
    bool IsExclusive => false;

    /// <summary>What a person types when <see cref="EndAsync"/> fails.</summary>
    string EndsByHand { get; }

    /// <summary>Makes it happen.</summary>
    /// <exception cref="DeliveryException">It can't be made.</exception>
    Task BeginAsync(CancellationToken cancellationToken);

    /// <summary>Ends it. Does no harm when it never began, or only in part.</summary>
    /// <exception cref="DeliveryException">It goes on.</exception>
    Task EndAsync(CancellationToken cancellationToken);
}

/// <summary>Every cause that a drill can make, in the order in which they begin.</summary>
internal static class AllCauses
{
    public static IReadOnlyList<ICause> On(IDrillSession site, HttpClient http)
    {
        var faults = new ReplicaFaults(http, site.Environment);
        return
        [
            new ErrorsCause(site.Replicas, faults, http),
            new NotReadyCause(site.Replicas[0], faults),
            new MemoryCause(site.Replicas[^1], site.Namespace, site.Prometheus, faults),
            new OutageCause(site.Outage),
        ];
    }
}

/// <summary>Every replica answers slowly, and half of its answers are errors. The drill asks itself: it needs no users.</summary>
internal sealed class ErrorsCause(IReadOnlyList<DrillReplica> replicas, ReplicaFaults faults, HttpClient http) : ICause
{
    private const double ErrorRate = 0.5;

    /// <summary>Twice what HighLatency allows.</summary>
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    private RequestStream? _requests;

    public string Name => "errors and slow answers";

    public IReadOnlyList<string> Alerts => ["HighErrorRate", "HighLatency", "ErrorBudgetBurnFast", "ErrorBudgetBurnSlow"];

    public string EndsByHand => string.Join(
        " && ", replicas.Select(replica => $"curl -X PUT -H 'Content-Type: application/json' -d '{{}}' {replica.Address}faults/plan"));

    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(replicas.Select(replica => faults.PlanAsync(replica, ErrorRate, Delay, cancellationToken)));
        _requests = RequestStream.To(replicas, http);
    }

    public async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_requests is not null)
        {
            await _requests.DisposeAsync();
        }

        await Task.WhenAll(replicas.Select(replica => faults.ClearPlanAsync(replica, cancellationToken)));
    }
}

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
        // The last sample, however old: in scaled time a series is stale after a few seconds, which a busy computer needs for a scrape.
        var limit = await AskAsync(
            $"max(last_over_time(kube_pod_container_resource_limits{{{pod}, resource=\"memory\"}}[5m]))", cancellationToken);
        var used = await AskAsync(
            $"max(last_over_time(container_memory_working_set_bytes{{{pod}, container!=\"\", container!=\"POD\"}}[5m]))",
            cancellationToken);
        var missing = (int)Math.Round(((Goal * limit) - used) / Mebibyte);
        if (missing > 0)
        {
            await faults.HoldMemoryAsync(replica, missing, cancellationToken);
        }
    }

    public Task EndAsync(CancellationToken cancellationToken) => faults.ReleaseMemoryAsync(replica, cancellationToken);

    private async Task<double> AskAsync(string query, CancellationToken cancellationToken) =>
        await prometheus.ValueAsync(query, cancellationToken) ?? throw new DeliveryException(
            string.Create(CultureInfo.InvariantCulture, $"the memory of {replica.Pod} can't be filled to {Goal:P0} of its limit"),
            $"Prometheus has no answer to {query}",
            "./build.sh --target=VerifyTargets shows whether kube-state-metrics and cAdvisor are scraped");
}

/// <summary>A replica says that it wants no traffic.</summary>
internal sealed class NotReadyCause(DrillReplica replica, ReplicaFaults faults) : ICause
{
    public string Name => "a replica is not ready";

    public IReadOnlyList<string> Alerts => ["PodNotReady"];

    public string EndsByHand => $"curl -X POST {replica.Address}ready/enable";

    public Task BeginAsync(CancellationToken cancellationToken) => faults.DisableAsync(replica, cancellationToken);

    public Task EndAsync(CancellationToken cancellationToken) => faults.EnableAsync(replica, cancellationToken);
}

/// <summary>No replica answers any more.</summary>
internal sealed class OutageCause(IOutage outage) : ICause
{
    public string Name => "no replica answers";

    public IReadOnlyList<string> Alerts => ["ServiceDown"];

    public bool IsExclusive => true;

    public string EndsByHand => outage.EndsByHand;

    public Task BeginAsync(CancellationToken cancellationToken) => outage.BeginAsync(cancellationToken);

    public Task EndAsync(CancellationToken cancellationToken) => outage.EndAsync(cancellationToken);
}
