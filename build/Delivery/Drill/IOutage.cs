namespace GitOpsDemo.Delivery.Drill;

/// <summary>Takes all replicas away at once, and brings them back.</summary>
public interface IOutage
{
    /// <summary>What a person types when <see cref="EndAsync"/> fails.</summary>
    string EndsByHand { get; }

    /// <summary>From now on no replica answers.</summary>
    Task BeginAsync(CancellationToken cancellationToken);

    /// <summary>All replicas are as before. Does no harm when the outage never began, or only in part.</summary>
    Task EndAsync(CancellationToken cancellationToken);
}
