using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Lab.Replicas;

namespace GitOpsDemo.Lab;

/// <summary>What the lab's replicas have written themselves: the lab has no collector and no Loki.</summary>
internal sealed class LabLogs(LabPaths paths, IReplicaRuntime runtime) : ILogStore
{
    /// <inheritdoc/>
    public string Name => "the log of a replica";

    /// <inheritdoc/>
    public async Task<FoundLine?> FindAsync(LiveEnvironment live, string text, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var replicas = LabState.Load(paths).Environments.GetValueOrDefault(live.Environment)?.Replicas ?? [];
        foreach (var replica in replicas)
        {
            if (await runtime.FindLogLineAsync(replica, text, since, cancellationToken) is { } line)
            {
                return new(replica.Pod, line);
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public Task<bool?> HasResultAsync(string query, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        Task.FromResult<bool?>(null);
}
