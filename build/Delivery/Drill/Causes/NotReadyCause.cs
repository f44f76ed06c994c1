namespace GitOpsDemo.Delivery.Drill.Causes;

/// <summary>A replica says that it wants no traffic.</summary>
internal sealed class NotReadyCause(DrillReplica replica, ReplicaFaults faults) : ICause
{
    public string Name => "a replica is not ready";

    public IReadOnlyList<string> Alerts => ["PodNotReady"];

    public string EndsByHand => $"curl -X POST {replica.Address}ready/enable";

    public Task BeginAsync(CancellationToken cancellationToken) => faults.DisableAsync(replica, cancellationToken);

    public Task EndAsync(CancellationToken cancellationToken) => faults.EnableAsync(replica, cancellationToken);
}
