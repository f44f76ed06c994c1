namespace GitOpsDemo.Delivery.ArgoCd;

/// <summary>How far a sync is.</summary>
internal enum SyncOutcome
{
    /// <summary>It may still succeed.</summary>
    Waiting,

    /// <summary>The commit is live and healthy.</summary>
    Done,

    /// <summary>It will not succeed by itself.</summary>
    Failed,
}
