using System.Buffers.Binary;
using System.IO.Enumeration;
using System.Security.Cryptography;
using System.Text;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Delivery.Versioning;

/// <summary>Tells by content, not by dates, whether sources have changed.</summary>
/// <param name="root">The top folder of the repository.</param>
public sealed class SourceFingerprint(string root, ICommandRunner runner)
{
    /// <summary>What is never a source, where git can't tell.</summary>
    private static readonly HashSet<string> Produced = ["bin", "obj", ".git", "artifacts", ".lab", ".tools"];

    private readonly GitCommand _git = new(root, runner);

    /// <summary>The digest of the files under some paths: names and contents, tracked or not, without what git ignores.</summary>
    /// <param name="paths">
    /// Files, folders or patterns such as <c>*.csproj</c> (git's pathspecs), relative to the root. Order and repetition do not matter.
    /// </param>
    /// <returns>64 hexadecimal digits.</returns>
    public async Task<string> ComputeAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken) =>
        await ContentDigest.OfFilesAsync(root, await FilesAsync(paths, cancellationToken), cancellationToken);

    private async Task<IEnumerable<string>> FilesAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken) =>
        await _git.IsRepositoryAsync(cancellationToken) ? await TrackedAsync(paths, cancellationToken) : Found(paths);

    private async Task<IEnumerable<string>> TrackedAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        string[] arguments = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", .. paths];
        if (await _git.AskAsync(arguments, cancellationToken) is not { } listed)
        {
            // Of a damaged index git lists nothing, and nothing never changes.
            return Found(paths);
        }

        // A name that ends with a slash is another repository inside this one.
        var files = new List<string>();
        foreach (var name in listed.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(file => !file.EndsWith('/')))
        {
            files.AddRange(IsSubmodule(name) ? await InSubmoduleAsync(name, cancellationToken) : [name]);
        }

        return files;
    }

    /// <summary>Of a submodule git lists the folder alone.</summary>
    private bool IsSubmodule(string name) => new DirectoryInfo(Path.Combine(root, name)) is { Exists: true, LinkTarget: null };

    private async Task<IEnumerable<string>> InSubmoduleAsync(string name, CancellationToken cancellationToken)
    {
        var submodule = new SourceFingerprint(Path.Combine(root, name), runner);
        return (await submodule.FilesAsync(["."], cancellationToken)).Select(file => $"{name}/{file}");
    }

    private IEnumerable<string> Found(IReadOnlyList<string> paths)
    {
        var files = new FileSystemEnumerable<string>(
            root,
            (ref FileSystemEntry entry) => Path.GetRelativePath(root, entry.ToFullPath()).Replace('\\', '/'),
            new EnumerationOptions { AttributesToSkip = 0, RecurseSubdirectories = true })
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory || IsLink(ref entry),
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !IsLink(ref entry) && !Produced.Contains(entry.FileName.ToString()),
        };
        return files.Where(file => paths.Any(path => Covers(path.TrimEnd('/'), file)));
    }

    private static bool IsLink(ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) != 0;

    private static bool Covers(string path, string file) =>
        path == "." || file == path || file.StartsWith($"{path}/", StringComparison.Ordinal)
        || FileSystemName.MatchesSimpleExpression(path, file, ignoreCase: false);
}

/// <summary>The digest of files: names and contents, no dates.</summary>
public static class ContentDigest
{
    /// <summary>The digest of some files.</summary>
    /// <param name="root">The folder that the names are relative to.</param>
    /// <param name="files">Their names. Order and repetition do not matter; one that is not there counts as empty.</param>
    /// <returns>64 hexadecimal digits.</returns>
    public static async Task<string> OfFilesAsync(string root, IEnumerable<string> files, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files.Distinct().Order(StringComparer.Ordinal))
        {
            Append(hash, Encoding.UTF8.GetBytes(file));
            Append(hash, await ContentAsync(Path.Combine(root, file), cancellationToken));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The digest of the files of one pattern in a folder and below.</summary>
    /// <inheritdoc cref="OfFilesAsync"/>
    public static Task<string> OfFolderAsync(string folder, string pattern, CancellationToken cancellationToken) => OfFilesAsync(
        folder,
        Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)),
        cancellationToken);

    /// <summary>The content's digest; a link's target instead of what it leads to; nothing for a file that has been deleted.</summary>
    private static async Task<byte[]> ContentAsync(string path, CancellationToken cancellationToken)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is { } target)
        {
            return Encoding.UTF8.GetBytes($"link to {target}");
        }

        if (!file.Exists)
        {
            return [];
        }

        await using var content = file.OpenRead();
        return await SHA256.HashDataAsync(content, cancellationToken);
    }

    /// <summary>With its length in front, so that no two lists of parts are the same bytes.</summary>
    private static void Append(IncrementalHash hash, byte[] part)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, part.Length);
        hash.AppendData(length);
        hash.AppendData(part);
    }
}
