using GitOpsDemo.Delivery.Drill;
using GitOpsDemo.Delivery.Lab.Replicas;

namespace GitOpsDemo.Delivery.Lab.Drill;

/// <summary>All replicas of an environment are frozen: their ports are open, and nothing answers.</summary>
internal sealed class LabOutage(IReadOnlyList<LabReplica> replicas, IReplicaRuntime runtime) : IOutage
{
    public string EndsByHand => string.Join(
        " && ", replicas.Select(replica => replica.Container is null ? $"kill -CONT {replica.ProcessId}" : $"docker unpause {replica.Container}"));

    public Task BeginAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(replicas.Select(replica => runtime.FreezeAsync(replica, cancellationToken)));

    public Task EndAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(replicas.Select(replica => runtime.ThawAsync(replica, cancellationToken)));
}
