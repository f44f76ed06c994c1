namespace GitOpsDemo.Delivery.GitOps;

/// <summary>A try failed for a reason that the next one may not meet.</summary>
/// <param name="reason">Why.</param>
/// <param name="next">What a person does when no try succeeds.</param>
internal sealed class TryAgainException(string reason, string next) : Exception(reason)
{
    /// <summary>What a person does when no try succeeds.</summary>
    public string Next { get; } = next;

    /// <summary>Whether the kept clone is to blame, so that the next try needs one of its own.</summary>
    public bool NeedsFreshClone { get; init; }
}
