namespace GitOpsDemo.Delivery.GitOps;

/// <summary>What an edit did to a checkout.</summary>
/// <param name="Paths">The files and folders that it wrote or removed, relative to the checkout; none when there was nothing to do.</param>
/// <param name="Message">The message of the commit.</param>
public sealed record GitOpsChange(IReadOnlyList<string> Paths, CommitMessage Message);
