using GitOpsDemo.Delivery.GitOps;

namespace GitOpsDemo.Delivery.Manifests;

/// <summary>Where a repository has its manifests.</summary>
/// <param name="Top">The absolute path of its top folder.</param>
/// <param name="Folders">The folders, from there, that all overlays are made of.</param>
/// <param name="Overlays">The folder of an overlay, from there: as <see cref="OverlayFile.Folder"/> reads it.</param>
public sealed record ManifestFolders(string Top, IReadOnlyList<string> Folders, string Overlays)
{
    /// <summary>The folder of an environment's overlay, from the top.</summary>
    public string OverlayOf(string environment) => OverlayFile.Folder(Overlays, environment);

    /// <summary>The absolute path of an environment's overlay.</summary>
    public string PathOf(string environment) => Path.Combine(Top, OverlayOf(environment));

    /// <summary>The environments that have an overlay, where all overlays are in one folder.</summary>
    public IEnumerable<string> Environments()
    {
        var parent = Path.GetDirectoryName(PathOf("environment"))!;
        var isOneFolder = Path.GetFileName(PathOf("environment")) == "environment";
        return isOneFolder && Directory.Exists(parent)
            ? Directory.EnumerateDirectories(parent).Select(folder => Path.GetFileName(folder)).Where(HasOverlay)
            : [];
    }

    public bool HasOverlay(string environment) => OverlayFile.Names.Any(name => File.Exists(Path.Combine(PathOf(environment), name)));
}

/// <summary>
/// A copy of the manifests alone, as the lab and a sparse checkout have them: what is rendered there needs nothing else, and whatever is
/// edited or fetched there touches no file of the repository.
/// </summary>
public sealed class ManifestCopy : IDisposable
{
    private readonly string _top = Directory.CreateTempSubdirectory("gitops-demo-").FullName;

    /// <summary>Copies them, without links that lead nowhere: editors lock files by such.</summary>
    public ManifestCopy(ManifestFolders source)
    {
        Folders = source with { Top = _top };
        foreach (var file in source.Folders.Select(folder => Path.Combine(source.Top, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)).Where(IsReadable))
        {
            var target = Path.Combine(_top, Path.GetRelativePath(source.Top, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }

    private static bool IsReadable(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.Exists ?? true;

    /// <summary>Where they are now.</summary>
    public ManifestFolders Folders { get; }

    /// <summary>A text of a program that has read the copy, with the paths that a person knows.</summary>
    public string Known(string text) => text.Replace(_top + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_top, recursive: true);
}
