using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Manifests;

namespace GitOpsDemo.Delivery.Report.Diff;

/// <summary>Renders an overlay as a bump would leave it, in a copy: nothing is committed, and no file of the repository is touched.</summary>
public sealed class OverlayPreview(IManifestRenderer renderer)
{
    /// <summary>The manifests of an environment with other images.</summary>
    /// <param name="folder">The folder with <c>base/</c> and <c>overlays/</c>.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="images">The images; those of the overlay where it is none.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public async Task<ManifestSet> RenderAsync(
        string folder, string environment, IReadOnlyList<ImageEntry> images, CancellationToken cancellationToken)
    {
        var copy = Directory.CreateTempSubdirectory("gitops-demo-").FullName;
        try
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            {
                var target = Path.Combine(copy, Path.GetRelativePath(folder, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }

            new OverlayWriter(copy, ".").Write(environment, images, []);
            return ManifestSet.Parse(
                await renderer.RenderAsync(Path.Combine(copy, "overlays", environment), cancellationToken), $"overlay {environment}");
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }
}
