using GitOpsDemo.Delivery.GitOps;

namespace GitOpsDemo.Delivery.Doctor;

/// <summary>The repository that Argo CD watches: named, reachable, and with the branch.</summary>
/// <param name="address">Its address, without credentials; null when none was given.</param>
/// <param name="open">Opens it.</param>
public sealed class GitOpsRequirement(string? address, Func<GitOpsRepository> open) : IRequirement
{
    /// <inheritdoc/>
    public string Name => "GitOps repository";

    /// <inheritdoc/>
    public string Needs => "the repository that Argo CD watches, readable with GITOPS_TOKEN, git's own login or ssh";

    /// <inheritdoc/>
    public async Task<string> FindAsync(CancellationToken cancellationToken) => address is null
        ? throw new DeliveryException("no GitOps repository", "none was named", "name it with --gitops-repository")
        : $"{address} at {(await open().TipAsync(cancellationToken))[..12]}";
}
