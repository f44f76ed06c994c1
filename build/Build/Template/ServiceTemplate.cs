using System.Globalization;
using GitOpsDemo.Build.Tasks.Code;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Build.Template;

/// <summary>
/// What an existing project needs to be delivered: a settings file, manifests, alerts with their tests and a dashboard. They are made from
/// the files beside this one, which are for a service called <c>myservice</c>.
/// </summary>
/// <param name="home">The top folder of the build's own repository, where a project without a path is looked for.</param>
internal sealed class ServiceTemplate(string home)
{
    /// <summary>The folder of what is written, beside the solution.</summary>
    private const string Folder = "deploy";

    private const string Embedded = "template/";
    private const string SettingsFile = "settings.json";

    private static readonly string[] NotSearched = ["bin", "obj", "artifacts", ".git", ".lab", ".tools", "node_modules"];

    /// <summary>Writes all of it, and nothing where a file of it is there already.</summary>
    /// <param name="project">The path of its project; null for the project of its name in the build's own repository.</param>
    /// <returns>The paths of the files, the settings file first.</returns>
    /// <exception cref="DeliveryException">
    /// There is no such project, it is in no repository or solution, or a file is there already.
    /// </exception>
    public IReadOnlyList<string> Write(string name, string? project)
    {
        var file = project is null ? Find(name) : Path.GetFullPath(Path.Combine(home, project));
        if (!File.Exists(file))
        {
            throw Refused(name, $"there is no project {file}", "name the .csproj of the service with --project");
        }

        var top = Above(Path.GetDirectoryName(file)!).FirstOrDefault(folder => Path.Exists(Path.Combine(folder, ".git"))) ?? throw Refused(
            name, $"{file} is in no git repository", "run `git init` in the top folder of the service");
        var solution = SolutionOf(name, file, top);
        var target = Path.Combine(Path.GetDirectoryName(solution)!, Folder);
        var texts = Texts().ToDictionary(text => Path.Combine(target, Named(text.Path)), text => Named(text.Content));
        List<string> files =
            [.. texts.Keys.OrderBy(path => Path.GetFileName(path) != SettingsFile).ThenBy(path => path, StringComparer.Ordinal)];
        if (files.Find(File.Exists) is { } there)
        {
            throw Refused(name, $"{there} is there already, and nothing is overwritten", "move it away, or go on with what it says");
        }

        foreach (var (path, text) in texts)
        {
            AtomicFile.WriteAllText(path, text);
        }

        return files;

        string Named(string text) => text
            .Replace("{solution}", FromTop(solution), StringComparison.Ordinal)
            .Replace("{project}", FromTop(file), StringComparison.Ordinal)
            .Replace("{folder}", FromTop(target), StringComparison.Ordinal)
            .Replace("myservice", name, StringComparison.Ordinal)
            .Replace("MyService", TitleOf(name), StringComparison.Ordinal);

        string FromTop(string path) => Path.GetRelativePath(top, path).Replace('\\', '/');
    }

    /// <summary>The project whose name is the service's, whatever its case and punctuation.</summary>
    private string Find(string name)
    {
        var wanted = Letters(name);
        var found = Projects(new DirectoryInfo(home)).Where(path => Letters(Path.GetFileNameWithoutExtension(path)) == wanted).ToList();
        return found switch
        {
            [var only] => only,
            [] => throw Refused(name, $"no project under {home} has its name", "name its .csproj: --project=/path/to/Project.csproj"),
            _ => throw Refused(name, $"its name have {string.Join(", ", found)}", "name the one that is meant with --project"),
        };
    }

    private static IEnumerable<string> Projects(DirectoryInfo folder) =>
    [
        .. folder.EnumerateFiles("*.csproj").Select(file => file.FullName),
        .. folder.EnumerateDirectories().Where(inner => !NotSearched.Contains(inner.Name) && inner.LinkTarget is null).SelectMany(Projects),
    ];

    /// <summary>The nearest solution above the project that names it.</summary>
    private static string SolutionOf(string name, string project, string top) =>
        Above(Path.GetDirectoryName(project)!)
            .TakeWhile(folder => folder.Length >= top.Length)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.sln*").Where(file => Path.GetExtension(file) is ".sln" or ".slnx"))
            .FirstOrDefault(file => Solution.Read(file).Projects.Contains(project))
        ?? throw Refused(
            name,
            $"no solution above {project} has it",
            "run `dotnet new sln` and `dotnet sln add` in the folder of the service, for it and its tests");

    private static IEnumerable<string> Above(string folder)
    {
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            yield return at;
        }
    }

    /// <summary>The files as they are embedded, by their paths from the folder that is written.</summary>
    private static IEnumerable<(string Path, string Content)> Texts()
    {
        var assembly = typeof(ServiceTemplate).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Where(found => found.StartsWith(Embedded, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            yield return (resource[Embedded.Length..].Replace('\\', '/'), reader.ReadToEnd());
        }
    }

    private static string Letters(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    /// <summary>As alerts are called: <c>OrderApi</c> of <c>order-api</c>.</summary>
    private static string TitleOf(string name) =>
        string.Concat(name.Split('-').Select(word => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(word)));

    private static DeliveryException Refused(string name, string why, string next) => new($"nothing was written for {name}", why, next);
}
