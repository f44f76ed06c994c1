using System.IO.Enumeration;
using Path = System.IO.Path;

namespace GitOpsDemo.Build.Hosting;

/// <summary>
/// What this program was compiled from. <c>build.sh</c> and <c>build.ps1</c> ask it whether that is still what is there, and compile it
/// again where it is not: a warm start does without MSBuild. <c>Build.csproj</c> writes the list.
/// </summary>
internal static class HostSources
{
    /// <summary>The first argument of a script that asks.</summary>
    public const string Question = "--is-current";

    /// <summary>The beginning of the name of the list of what was compiled.</summary>
    internal const string List = ".built-";

    /// <summary>As the table of options has it, which is too long to be read at every start.</summary>
    internal const string PublishedPackages = "--published-packages";

    /// <summary>Whether no source is newer than the last compilation, and none came or went since.</summary>
    /// <param name="root">The top folder.</param>
    /// <param name="host">The folder of the compiled program.</param>
    /// <param name="arguments">The command line, which may ask for the published packages.</param>
    public static bool AreCompiled(string root, string host, IEnumerable<string> arguments)
    {
        var list = new FileInfo(Path.Combine(host, $"{List}{(arguments.Contains(PublishedPackages) ? "true" : "false")}"));
        if (!list.Exists)
        {
            return false;
        }

        var sources = Of(root).ToList();
        return sources.TrueForAll(source => source.Changed <= list.LastWriteTimeUtc)
            && File.ReadLines(list.FullName).Select(Slashes).ToHashSet().SetEquals(sources.Select(source => source.Name));
    }

    /// <summary>Each source as MSBuild names it, from the folder of <c>Build.csproj</c>.</summary>
    private static IEnumerable<(string Name, DateTime Changed)> Of(string root)
    {
        var folder = Path.Combine(root, "build");
        var code = new FileSystemEnumerable<(string, DateTime)>(
            folder,
            (ref FileSystemEntry entry) =>
                ($"../{Slashes(Path.GetRelativePath(folder, entry.ToFullPath()))}", entry.LastWriteTimeUtc.UtcDateTime),
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,
            ShouldRecursePredicate = (ref FileSystemEntry entry) => entry.FileName is not ("bin" or "obj"),
        };
        return code.Concat(new DirectoryInfo(root).EnumerateFiles("Directory.*.props").Append(new(Path.Combine(root, "global.json")))
            .Select(file => ($"../../{file.Name}", file.LastWriteTimeUtc)));
    }

    private static string Slashes(string path) => path.Replace('\\', '/');
}
