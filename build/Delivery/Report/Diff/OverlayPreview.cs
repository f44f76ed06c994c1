using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Manifests;

namespace GitOpsDemo.Delivery.Report.Diff;

/// <summary>
/// Renders an overlay as a bump would leave it, in a copy: nothing is committed, and no file of the repository is touched.
/// </summary>
public sealed class OverlayPreview(IManifestRenderer renderer)
{
    /// <summary>The manifests of an environment with other images.</summary>
    /// <param name="folders">Where the manifests are.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="images">The images; those of the overlay where it is none.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public async Task<ManifestSet> RenderAsync(
        ManifestFolders folders, string environment, IReadOnlyList<ImageEntry> images, CancellationToken cancellationToken)
    {
        using var copy = new ManifestCopy(folders);
        new OverlayWriter(copy.Folders.Top, copy.Folders.Overlays).Write(environment, images, []);
        return ManifestSet.Parse(await renderer.RenderAsync(copy.Folders.PathOf(environment), cancellationToken), $"overlay {environment}");
    }
}
