using GitOpsDemo.Delivery.Files;

namespace GitOpsDemo.Delivery.GitOps;

/// <summary>Writes images into the overlays of environments: one commit for all of them.</summary>
public sealed class ImageBump(GitOpsRepository repository, IDeliveryLog log)
{
    /// <summary>
    /// Edits <c>overlays/&lt;environment&gt;/kustomization.yaml</c>, commits and pushes. Where nothing differs there is no commit.
    /// </summary>
    /// <exception cref="DeliveryException">An overlay is missing or can't be edited, or the push failed for good.</exception>
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
            var edited = request.Environments.Select(environment => EditOverlay(checkout, environment, request)).ToList();
            overlays = [.. edited.SelectMany(file => file.Images)];
            return new GitOpsChange([.. edited.Where(file => file.IsChanged).Select(file => file.Path)], request.Message());
        }
    }

    private static EditedOverlay EditOverlay(string checkout, string environment, BumpRequest request)
    {
        var folder = OverlayFile.Folder(request.Path, environment);
        var path = OverlayFile.Names.Select(name => $"{folder}/{name}").FirstOrDefault(path => File.Exists(Path.Combine(checkout, path)))
            ?? throw OverlayFile.Missing(folder);
        var file = Path.Combine(checkout, path);
        var before = File.ReadAllBytes(file);
        var after = OverlayEditor.SetImages(before, request.Images, path);
        if (!ReferenceEquals(before, after))
        {
            AtomicFile.WriteAllBytes(file, after);
        }

        var was = OverlayEditor.ReadImages(before, path);
        var now = OverlayEditor.ReadImages(after, path);
        return new EditedOverlay(path, !ReferenceEquals(before, after),
            [.. request.Images.Select(image => new OverlayChange(environment, Named(was, image), Named(now, image)!))]);
    }

    private static ImageEntry? Named(IReadOnlyList<ImageEntry> entries, ImageEntry image) =>
        entries.FirstOrDefault(entry => entry.Name == image.Name);

    private sealed record EditedOverlay(string Path, bool IsChanged, IReadOnlyList<OverlayChange> Images);
}
