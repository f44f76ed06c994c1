using Cake.Core.IO;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery;
using Path = System.IO.Path;

namespace GitOpsDemo.Build.Tasks.Code;

/// <summary>
/// What the compiler said of a project that it has compiled, by <c>build/compiled-projects.targets</c>: nothing of it is guessed from names
/// or folders.
/// </summary>
/// <param name="Project">The project's path.</param>
/// <param name="Assembly">The path of its assembly, for one of its target frameworks.</param>
/// <param name="IsTest">Whether the test runner of the SDK (VSTest) runs it.</param>
/// <param name="IsTestingPlatform">Whether it is a program of Microsoft.Testing.Platform.</param>
internal sealed record CompiledProject(string Project, string Assembly, bool IsTest, bool IsTestingPlatform)
{
    private static readonly string[] Languages = [".csproj", ".fsproj", ".vbproj"];

    /// <summary>The projects of a solution, each as often as it has target frameworks.</summary>
    /// <exception cref="DeliveryException">One was not compiled.</exception>
    public static IReadOnlyList<CompiledProject> Of(BuildContext context, Solution solution)
    {
        var folder = context.Paths.CompiledProjects(solution.Name, context.Options.Configuration);
        var told = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.txt").Order(StringComparer.Ordinal).Select(Read).ToLookup(
            project => project.Project) : null;
        var missing = solution.Projects.FirstOrDefault(
            project => Languages.Contains(Path.GetExtension(project)) && told?.Contains(project) != true);
        return missing is null
            ? [.. solution.Projects.SelectMany(project => told![project])]
            : throw new DeliveryException(
                $"{missing} can't be tested", $"it is not compiled for {context.Options.Configuration}", "./build.sh --target=Compile");
    }

    /// <summary>The test assemblies of a solution.</summary>
    /// <exception cref="DeliveryException">
    /// A project was not compiled, or needs another test runner; or there is none, and the settings file does not say why.
    /// </exception>
    public static IReadOnlyList<FilePath> TestsOf(BuildContext context, Solution solution)
    {
        var projects = Of(context, solution);
        if (projects.FirstOrDefault(project => project is { IsTestingPlatform: true, IsTest: false }) is { } other)
        {
            throw new DeliveryException(
                $"{other.Project} can't be tested",
                "it is a program of Microsoft.Testing.Platform, and its tests are run by VSTest here",
                "add the package Microsoft.NET.Test.Sdk (with the VSTest adapter of its test framework)");
        }

        return [.. projects.Where(project => project.IsTest).Select(project => new FilePath(project.Assembly))];
    }

    private static CompiledProject Read(string file)
    {
        var values = File.ReadAllLines(file).Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(
            pair => pair[0], pair => pair[1]);
        return new(Path.GetFullPath(Value("project")), Path.GetFullPath(Value("assembly")), IsTrue("isTest"), IsTrue("isTestingPlatform"));

        string Value(string key) =>
            values.GetValueOrDefault(key) ?? throw new DeliveryException(
                $"{file} can't be read", $"it has no {key}", "./build.sh --target=Compile");
        bool IsTrue(string key) => Value(key).Equals("true", StringComparison.OrdinalIgnoreCase);
    }
}
