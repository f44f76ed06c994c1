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

    /// <summary>
    /// The files below a folder, from the top, with slashes, in order: also those that links lead to, but no links that lead nowhere, by
    /// which editors lock files. None where the folder is not there.
    /// </summary>
    /// <exception cref="DeliveryException">A link leads in a circle.</exception>
    public IReadOnlyList<string> FilesOf(string folder) => Directory.Exists(Path.Combine(Top, folder))
        ? [.. FilesBelow(Path.Combine(Top, folder)).Where(IsReadable)
            .Select(file => Path.GetRelativePath(Top, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Copies the files, with what links lead to in their place.</summary>
    /// <returns>The copy's folders.</returns>
    /// <exception cref="DeliveryException">One can't be read, or a link leads in a circle.</exception>
    public ManifestFolders CopyTo(string top)
    {
        try
        {
            foreach (var folder in Folders.Where(folder => Directory.Exists(Path.Combine(Top, folder))))
            {
                Directory.CreateDirectory(Path.Combine(top, folder));
                foreach (var file in FilesOf(folder))
                {
                    var target = Path.Combine(top, file);
                    Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                    File.Copy(Path.Combine(Top, file), target, overwrite: true);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DeliveryException(
                "the manifests can't be copied", exception.Message, "look at the file that this names, and at `df`", exception);
        }

        return this with { Top = top };
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
}

/// <summary>
/// A copy of the manifests alone, as the lab and a sparse checkout have them: what is rendered there needs nothing else, and whatever is
/// edited or fetched there touches no file of the repository.
/// </summary>
public sealed class ManifestCopy : IDisposable
{
    private readonly string _top = Directory.CreateTempSubdirectory("gitops-demo-").FullName;

    /// <summary>Copies them.</summary>
    /// <exception cref="DeliveryException">As <see cref="ManifestFolders.CopyTo"/> says.</exception>
    public ManifestCopy(ManifestFolders source)
    {
        try
        {
            Folders = source.CopyTo(_top);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Where they are now.</summary>
    public ManifestFolders Folders { get; }

    /// <summary>A text of a program that has read the copy, with the paths that a person knows.</summary>
    public string Known(string text) => text.Replace(_top + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_top, recursive: true);
}
