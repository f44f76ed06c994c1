namespace GitOpsDemo.Delivery.GitOps;

/// <summary>A try failed for a reason that the next one may not meet.</summary>
/// <param name="reason">Why.</param>
/// <param name="needsFreshClone">Whether the kept clone is to blame.</param>
internal sealed class TryAgainException(string reason, bool needsFreshClone = false) : Exception(reason)
{
    /// <summary>Whether the next try needs a clone of its own.</summary>
    public bool NeedsFreshClone { get; } = needsFreshClone;
}
