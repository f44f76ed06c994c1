using System.IO.Enumeration;
using GitOpsDemo.Delivery.Processes;

namespace GitOpsDemo.Delivery.Versioning;

/// <summary>Tells by content, not by dates, whether sources have changed.</summary>
/// <param name="root">The top folder of the repository.</param>
/// <param name="runner">Runs git.</param>
public sealed class SourceFingerprint(string root, ICommandRunner runner)
{
    /// <summary>What is never a source where there is no git to say so.</summary>
    private static readonly HashSet<string> Produced = ["bin", "obj", ".git", "artifacts", ".lab", ".tools"];

    private readonly GitCommand _git = new(root, runner);

    /// <summary>The digest of the files under some paths: names and contents, tracked or not, without what git ignores.</summary>
    /// <param name="paths">
    /// Files, folders or patterns such as <c>*.csproj</c> (git's pathspecs), relative to the root. Order and repetition do not matter.
    /// </param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>64 hexadecimal digits.</returns>
    public async Task<string> ComputeAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        var files = await _git.IsRepositoryAsync(cancellationToken)
            ? await TrackedAsync(paths, cancellationToken)
            : Found(paths);
        return await ContentDigest.OfFilesAsync(root, files, cancellationToken);
    }

    private async Task<IEnumerable<string>> TrackedAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        string[] arguments = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", .. paths];
        if (await _git.AskAsync(arguments, cancellationToken) is not { } listed)
        {
            // Of a damaged index git lists nothing, and nothing never changes.
            return Found(paths);
        }

        // A name that ends with a slash is another repository inside this one.
        return listed.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(file => !file.EndsWith('/'));
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
