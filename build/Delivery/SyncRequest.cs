namespace GitOpsDemo.Delivery;

/// <summary>What is to be live.</summary>
/// <param name="Environment">The environment, the name of its overlay.</param>
/// <param name="Repository">The GitOps repository, as a URL or path.</param>
/// <param name="Branch">The branch that is followed.</param>
/// <param name="Commit">The commit of it that has to be live.</param>
/// <param name="Path">The folder of the repository that holds <c>base/</c> and <c>overlays/</c>.</param>
/// <param name="Timeout">The upper bound of the whole wait.</param>
public sealed record SyncRequest(string Environment, string Repository, string Branch, string Commit, string Path, TimeSpan Timeout);
