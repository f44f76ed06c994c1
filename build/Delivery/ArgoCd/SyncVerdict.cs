namespace GitOpsDemo.Delivery.ArgoCd;

/// <summary>What one look at an Application means.</summary>
/// <param name="Outcome">How far the sync is.</param>
/// <param name="Seen">What was seen, in a few words.</param>
/// <param name="Next">What mends it, where that is known.</param>
internal sealed record SyncVerdict(SyncOutcome Outcome, string Seen, string? Next = null)
{
    public static SyncVerdict Done(string seen) => new(SyncOutcome.Done, seen);

    public static SyncVerdict Waiting(string seen, string? next = null) => new(SyncOutcome.Waiting, seen, next);

    public static SyncVerdict Failed(string seen, string next) => new(SyncOutcome.Failed, seen, next);
}
