namespace GitOpsDemo.Delivery.Lab.Replicas;

/// <summary>Leads requests and scrapes to pods, and knows which of them are ready.</summary>
public interface ITraffic
{
    /// <summary>From now on these pods, and no others, are the environment's: they are remembered, probed, scraped, and get requests while they are ready.</summary>
    Task RouteAsync(ReplicaSpec spec, IReadOnlyList<LabReplica> replicas, CancellationToken cancellationToken);

    /// <summary>What keeps a pod from being available; null once it has been ready for as long as its Deployment's <c>minReadySeconds</c>.</summary>
    Task<string?> ObstacleAsync(LabReplica replica, CancellationToken cancellationToken);
}
