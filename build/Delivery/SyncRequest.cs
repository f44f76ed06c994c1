using GitOpsDemo.Delivery.GitOps;

namespace GitOpsDemo.Delivery;

/// <summary>What is to be live.</summary>
/// <param name="Environment">The environment, the name of its overlay.</param>
/// <param name="Repository">The repository that is watched.</param>
/// <param name="Commit">The commit of it that has to be live.</param>
/// <param name="Path">The folder of the repository that holds <c>base/</c> and <c>overlays/</c>.</param>
/// <param name="Timeout">The upper bound of the wait for one replica (lab) or for all of it (Kubernetes); null for the default.</param>
public sealed record SyncRequest(string Environment, GitOpsRepository Repository, string Commit, string Path, TimeSpan? Timeout);
