using GitOpsDemo.Delivery.GitOps;

namespace GitOpsDemo.Delivery.ArgoCd;

/// <summary>Answers from the overlay of an environment.</summary>
/// <param name="repository">The repository that Argo CD watches.</param>
/// <param name="overlays">Its overlays.</param>
/// <param name="environment">The environment that is waited for.</param>
/// <param name="image">The image's name in the manifests.</param>
public sealed class OverlayHistory(GitOpsRepository repository, OverlayReader overlays, string environment, string image) : ISyncHistory
{
    /// <inheritdoc/>
    public Task<bool> IsAncestorAsync(string ancestor, string descendant, CancellationToken cancellationToken) =>
        repository.IsAncestorAsync(ancestor, descendant, cancellationToken);

    /// <inheritdoc/>
    public async Task<string?> ImageAtAsync(string commit, CancellationToken cancellationToken) =>
        (await overlays.ReadAsync(environment, image, commit, cancellationToken))?.ToString();
}
