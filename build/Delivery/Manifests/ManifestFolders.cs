using System.IO.Enumeration;
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

    /// <summary>Copies them, with what links lead to, and without links that lead nowhere: editors lock files by such.</summary>
    /// <exception cref="DeliveryException">One can't be read, or a link leads in a circle.</exception>
    public ManifestCopy(ManifestFolders source)
    {
        Folders = source with { Top = _top };
        try
        {
            foreach (var folder in source.Folders.Where(folder => Directory.Exists(Path.Combine(source.Top, folder))))
            {
                Copy(source.Top, folder);
            }
        }
        catch (Exception exception)
        {
            Dispose();
            if (exception is IOException or UnauthorizedAccessException)
            {
                throw new DeliveryException(
                    "the manifests can't be copied", exception.Message, "look at the file that this names, and at `df`", exception);
            }

            throw;
        }
    }

    private void Copy(string top, string folder)
    {
        Directory.CreateDirectory(Path.Combine(_top, folder));
        foreach (var file in FilesBelow(Path.Combine(top, folder)).Where(IsReadable))
        {
            var target = Path.Combine(_top, Path.GetRelativePath(top, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }

    private static FileSystemEnumerable<string> FilesBelow(string folder) => new(
        folder,
        (ref FileSystemEntry entry) => entry.ToFullPath(),
        new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false, RecurseSubdirectories = true })
    {
        ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,
        ShouldRecursePredicate = (ref FileSystemEntry entry) => LeadsOn(entry.ToFullPath()),
    };

    /// <summary>A link to a folder that it is itself in has no end.</summary>
    private static bool LeadsOn(string folder) =>
        Directory.ResolveLinkTarget(folder, returnFinalTarget: true) is not { FullName: var target }
        || !$"{folder}/".StartsWith($"{target}/", StringComparison.Ordinal)
            ? true
            : throw new DeliveryException(
                "the manifests can't be copied", $"{folder} is a link to {target}, which it is itself in", "remove the link");

    private static bool IsReadable(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.Exists ?? true;

    /// <summary>Where they are now.</summary>
    public ManifestFolders Folders { get; }

    /// <summary>A text of a program that has read the copy, with the paths that a person knows.</summary>
    public string Known(string text) => text.Replace(_top + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_top, recursive: true);
}
