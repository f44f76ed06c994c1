using System.Text.Json;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Build.Tasks.Code;

/// <summary>A solution (<c>.sln</c>, <c>.slnx</c>), or a solution filter (<c>.slnf</c>), which names some projects of one.</summary>
/// <param name="File">Its absolute path.</param>
/// <param name="Whole">The solution of a filter; otherwise the same file.</param>
/// <param name="Projects">The absolute path of each project.</param>
internal sealed record Solution(string File, string Whole, IReadOnlyList<string> Projects)
{
    /// <summary>All three formats quote the path of a project.</summary>
    private static readonly Regex Project = new(@"""(?<path>[^""]+\.\w+proj)""");

    public string Name => Path.GetFileNameWithoutExtension(File);

    public IEnumerable<string> Folders => Projects.Select(project => Path.GetDirectoryName(project)!);

    /// <exception cref="DeliveryException">It can't be read, or has no project.</exception>
    public static Solution Read(string file)
    {
        try
        {
            var text = System.IO.File.ReadAllText(file);
            var whole = Path.GetExtension(file) == ".slnf" ? WholeOf(file, text) : file;
            var folder = Path.GetDirectoryName(whole)!;
            var projects = Project.Matches(text).Select(match => PathIn(folder, match.Groups["path"].Value)).ToList();
            return projects.Count > 0 ? new(file, whole, projects) : throw Unusable(file, "it names no project");
        }
        catch (Exception exception) when (exception
            is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw Unusable(file, exception.Message);
        }
    }

    private static string WholeOf(string filter, string text)
    {
        using var json = JsonDocument.Parse(text);
        return PathIn(Path.GetDirectoryName(filter)!, json.RootElement.GetProperty("solution").GetProperty("path").GetString()!);
    }

    /// <summary>The files separate folders by a backslash on every system, JSON by two.</summary>
    private static string PathIn(string folder, string path) =>
        Path.GetFullPath(Path.Combine(folder, path.Replace(@"\\", "/", StringComparison.Ordinal).Replace('\\', '/')));

    private static DeliveryException Unusable(string file, string why) =>
        new($"{file} can't be compiled", why, "correct it, or name another solution or solution filter in the settings file");
}
