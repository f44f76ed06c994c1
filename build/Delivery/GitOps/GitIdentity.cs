namespace GitOpsDemo.Delivery.GitOps;

/// <summary>Who a commit is by, as git's author and committer.</summary>
/// <param name="Name">A person's or a build's name.</param>
/// <param name="Email">Their address.</param>
public sealed record GitIdentity(string Name, string Email);
