using System.Text;

namespace GitOpsDemo.Delivery.GitOps;

/// <summary>Reads which images the environments are to run.</summary>
/// <param name="repository">The repository that Argo CD watches.</param>
/// <param name="path">The folder with <c>base/</c> and <c>overlays/</c>, from the repository's top.</param>
public sealed class OverlayReader(GitOpsRepository repository, string path = "k8s")
{
    /// <summary>The images of an environment's overlay.</summary>
    /// <param name="environment">The folder under <c>overlays/</c>.</param>
    /// <param name="commit">A commit of the branch; its newest when null.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="DeliveryException">The overlay or the commit is missing.</exception>
    public async Task<IReadOnlyList<ImageEntry>> ReadAsync(string environment, string? commit, CancellationToken cancellationToken)
    {
        var folder = OverlayFile.Folder(path, environment);
        foreach (var name in OverlayFile.Names)
        {
            var file = $"{folder}/{name}";
            if (await repository.ReadAsync(file, commit, cancellationToken) is { } text)
            {
                return OverlayEditor.ReadImages(Encoding.UTF8.GetBytes(text), file);
            }
        }

        throw OverlayFile.Missing(folder);
    }

    /// <summary>One image of an environment's overlay, or null when the overlay has no entry for it.</summary>
    /// <param name="environment">The folder under <c>overlays/</c>.</param>
    /// <param name="image">The image's name in the manifests.</param>
    /// <param name="commit">A commit of the branch; its newest when null.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="DeliveryException">The overlay or the commit is missing.</exception>
    public async Task<ImageEntry?> ReadAsync(string environment, string image, string? commit, CancellationToken cancellationToken) =>
        (await ReadAsync(environment, commit, cancellationToken)).Named(image);
}
