using System.Text;

namespace GitOpsDemo.Delivery.GitOps;

/// <summary>The overlays of a checkout, read and written as files.</summary>
/// <param name="checkout">The checkout's folder.</param>
/// <param name="path">The folder with <c>base/</c> and <c>overlays/</c>, from the checkout's top.</param>
internal sealed class OverlayWriter(string checkout, string path)
{
    /// <summary>The images of an environment.</summary>
    /// <exception cref="DeliveryException">The overlay is missing or can't be read.</exception>
    public IReadOnlyList<ImageEntry> Read(string environment)
    {
        var file = Find(environment);
        return OverlayEditor.ReadImages(File.ReadAllBytes(Path.Combine(checkout, file)), file);
    }

    /// <summary>Gives an environment its images, and says what they were.</summary>
    /// <param name="environment">The folder under <c>overlays/</c>.</param>
    /// <param name="images">What is wanted.</param>
    /// <param name="changedPaths">Gets the overlay's path from the checkout's top where its bytes have changed.</param>
    /// <exception cref="DeliveryException">The overlay is missing or can't be edited.</exception>
    public IReadOnlyList<OverlayChange> Write(string environment, IReadOnlyList<ImageEntry> images, ICollection<string> changedPaths)
    {
        var path = Find(environment);
        var file = Path.Combine(checkout, path);
        var content = File.ReadAllBytes(file);
        var edit = OverlayEditor.SetImages(content, images, path);
        if (!ReferenceEquals(edit.Content, content))
        {
            // Nobody else reads the checkout, and a next run resets it: no need to wait for the disk a thousand times.
            File.WriteAllBytes(file, edit.Content);
            changedPaths.Add(path);
        }

        return [.. images.Select(image => new OverlayChange(environment, edit.Before.Named(image.Name), edit.After.Named(image.Name)!))];
    }

    private string Find(string environment)
    {
        var folder = OverlayFile.Folder(path, environment);
        return OverlayFile.Names.Select(name => $"{folder}/{name}").FirstOrDefault(file => File.Exists(Path.Combine(checkout, file)))
            ?? throw OverlayFile.Missing(folder);
    }
}

/// <summary>Reads which images the environments are to run.</summary>
/// <param name="repository">The repository that Argo CD watches.</param>
/// <param name="path">The folder with <c>base/</c> and <c>overlays/</c>, from the repository's top.</param>
public sealed class OverlayReader(GitOpsRepository repository, string path = "k8s")
{
    /// <summary>The images of an environment's overlay.</summary>
    /// <param name="environment">The folder under <c>overlays/</c>.</param>
    /// <param name="commit">A commit of the branch; its newest when null.</param>
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
    /// <exception cref="DeliveryException">The overlay or the commit is missing.</exception>
    public async Task<ImageEntry?> ReadAsync(string environment, string image, string? commit, CancellationToken cancellationToken) =>
        (await ReadAsync(environment, commit, cancellationToken)).Named(image);

    /// <summary>The first entry with a tag and a digest, from the newest commit back, that is wanted; null when none is.</summary>
    /// <param name="environment">The folder under <c>overlays/</c>.</param>
    /// <param name="image">The image's name in the manifests.</param>
    /// <param name="isWanted">Gets each entry, and the version of the file with the digests that it was rolled back from.</param>
    public async Task<ImageEntry?> FindAsync(
        string environment, string image, Func<FileVersion, ImageEntry, bool> isWanted, CancellationToken cancellationToken)
    {
        ImageEntry? found = null;
        var folder = OverlayFile.Folder(path, environment);
        await repository.FindVersionAsync(
            [.. OverlayFile.Names.Select(name => $"{folder}/{name}")],
            DeployTrailers.RolledBack,
            version =>
            {
                var entry = EntryOf(version, folder, image);
                found = entry is { Digest: not null, NewTag: not null } && isWanted(version, entry) ? entry : null;
                return found is not null;
            },
            cancellationToken);
        return found;
    }

    /// <summary>
    /// An image's entry as a commit left it; null where it left none, or a file that nobody can read: the walk goes on behind it.
    /// </summary>
    private static ImageEntry? EntryOf(FileVersion version, string folder, string image)
    {
        try
        {
            return OverlayEditor.ReadImages(Encoding.UTF8.GetBytes(version.Text), folder).Named(image);
        }
        catch (DeliveryException)
        {
            return null;
        }
    }
}
