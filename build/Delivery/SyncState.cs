namespace GitOpsDemo.Delivery;

/// <summary>Whether what is live is what the GitOps repository asks for, in Argo CD's words.</summary>
/// <param name="Sync"><c>Synced</c>, <c>OutOfSync</c> or <c>Unknown</c>.</param>
/// <param name="Health"><c>Healthy</c>, <c>Progressing</c>, <c>Degraded</c>, <c>Suspended</c>, <c>Missing</c> or <c>Unknown</c>.</param>
public sealed record SyncState(string Sync, string Health);
