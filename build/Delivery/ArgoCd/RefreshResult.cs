namespace GitOpsDemo.Delivery.ArgoCd;

/// <summary>Whether Argo CD was seen to look at the repository after it was told to.</summary>
/// <param name="Trigger">What made it look.</param>
/// <param name="ReconciledBefore">When it had looked before that; null for an Application that was never looked at.</param>
public sealed record RefreshResult(RefreshTrigger Trigger, DateTimeOffset? ReconciledBefore);
