using GitOpsDemo.Delivery.Images;

namespace GitOpsDemo.Delivery.Lab.Replicas;

/// <summary>Runs pods: as containers where an engine answers, as processes where none does.</summary>
public interface IReplicaRuntime
{
    /// <summary>Brings an image here from its registry, by digest.</summary>
    Task PullAsync(ImageReference image, CancellationToken cancellationToken);

    /// <summary>Starts a pod that listens on a port of 127.0.0.1.</summary>
    Task<LabReplica> StartAsync(ReplicaSpec spec, string pod, int port, CancellationToken cancellationToken);

    /// <summary>Asks a pod to end, as the kubelet does: SIGTERM, and SIGKILL after the grace period. Then forgets it.</summary>
    Task StopAsync(LabReplica replica, TimeSpan gracePeriod, CancellationToken cancellationToken);

    /// <summary>Ends every pod of the lab that is not known: a build that dies while it starts or replaces one leaves it running.</summary>
    /// <param name="known">The names of the pods that stay.</param>
    /// <param name="gracePeriod">Between SIGTERM and SIGKILL: one of them may still have requests to answer.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>The names of those that were ended.</returns>
    Task<IReadOnlyList<string>> EndStraysAsync(IReadOnlyCollection<string> known, TimeSpan gracePeriod, CancellationToken cancellationToken);

    /// <summary>Removes what is kept of images that no pod runs any more.</summary>
    /// <param name="pods">Every pod of the lab.</param>
    void RemoveUnusedImages(IEnumerable<LabReplica> pods);

    /// <summary>Makes a pod stand still: its port is open, and nothing answers. Does no harm to one that stands still already.</summary>
    Task FreezeAsync(LabReplica replica, CancellationToken cancellationToken);

    /// <summary>Lets it go on. Does no harm to one that never stood still.</summary>
    Task ThawAsync(LabReplica replica, CancellationToken cancellationToken);

    /// <summary>The pod's last lines of output.</summary>
    Task<string> LogTailAsync(LabReplica replica, CancellationToken cancellationToken);

    /// <summary>The first line of a pod's output that contains a text; null when there is none.</summary>
    /// <param name="replica">The pod.</param>
    /// <param name="text">What the line contains.</param>
    /// <param name="since">How old the line may be; a runtime that can't tell looks at all of them.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    Task<string?> FindLogLineAsync(LabReplica replica, string text, DateTimeOffset since, CancellationToken cancellationToken);
}
