using GitOpsDemo.Delivery.GitOps;

namespace GitOpsDemo.Delivery.ArgoCd;

/// <summary>Where an Application's manifests come from: <c>spec.source</c>, or an item of <c>spec.sources</c>.</summary>
/// <param name="RepoUrl">The repository's address, as Argo CD clones it.</param>
public sealed record ApplicationSource(string RepoUrl)
{
    /// <summary>Whether another address leads to the same repository: scheme, user, port and <c>.git</c> don't matter to Argo CD.</summary>
    public bool IsRepository(string address) => Essence(RepoUrl) == Essence(address);

    private static string Essence(string address) =>
        (ForgeRepository.Find(address)?.WebUrl is { } page ? page.Host + page.AbsolutePath : address).ToUpperInvariant();
}
