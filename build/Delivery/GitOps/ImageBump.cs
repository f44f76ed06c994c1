namespace GitOpsDemo.Delivery.GitOps;

/// <summary>Writes an image into the overlay of an environment, as one commit.</summary>
public sealed class ImageBump(GitOpsRepository repository, IDeliveryLog log)
{
    /// <summary>
    /// Edits <c>overlays/&lt;environment&gt;/kustomization.yaml</c>, commits and pushes. Where nothing differs there is no commit.
    /// </summary>
    /// <exception cref="DeliveryException">The overlay is missing or can't be edited, or the push failed for good.</exception>
    public async Task<BumpResult> BumpAsync(BumpRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<OverlayChange> overlays = [];
        var commit = await repository.ApplyAsync(Edit, cancellationToken);
        foreach (var overlay in overlays)
        {
            log.Detail(overlay.ToString());
        }

        return new BumpResult(commit, overlays);

        GitOpsChange Edit(string checkout)
        {
            var writer = new OverlayWriter(checkout, request.Path);
            var paths = new List<string>();
            overlays = writer.Write(request.Environment, [request.Image], paths);
            return new GitOpsChange(paths, request.Message());
        }
    }
}
