using System.Text.RegularExpressions;
using System.Xml.Linq;
using GitOpsDemo.Build.Tasks.Code;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests;

/// <summary>Who may name whom (docs/architecture.md), read from the project files.</summary>
public sealed partial class ArchitectureTests
{
    private const int MostLines = 400;

    /// <summary>As .editorconfig says.</summary>
    private const int MostColumns = 140;

    [Theory]
    [InlineData("build/Build/Build.csproj", "Cake.Docker Cake.Frosting Cake.Helm Cake.Kubectl Kubernetes Lab")]
    [InlineData("build/Kubernetes/Kubernetes.csproj", "Drill")]
    [InlineData("build/Lab/Lab.csproj", "Drill LabContract")]
    [InlineData("build/LabContract/LabContract.csproj", "")]
    [InlineData("build/Drill/Drill.csproj", "Delivery")]
    [InlineData("build/Delivery/Delivery.csproj", "")]
    [InlineData("src/GitOpsDemo.Api/GitOpsDemo.Api.csproj", "")]
    [InlineData("build/LabAgent/LabAgent.csproj", "LabContract")]
    [InlineData("build/Cake/Cake.Frosting/Cake.Frosting.csproj", "")]
    [InlineData("build/Cake/Cake.CommandLine/Cake.CommandLine.csproj", "")]
    [InlineData("build/Cake/Cake.Docker/Cake.Docker.csproj", "Cake.CommandLine")]
    [InlineData("build/Cake/Cake.Kubectl/Cake.Kubectl.csproj", "Cake.CommandLine")]
    [InlineData("build/Cake/Cake.Helm/Cake.Helm.csproj", "Cake.CommandLine")]
    public void A_project_names_only_those_that_it_may(string project, string expected)
    {
        var references = XDocument.Load(Path.Combine(Repository.Root, project)).Descendants("ProjectReference")
            .Where(reference => reference.Attribute("ReferenceOutputAssembly")?.Value != "false")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))
            .Order(StringComparer.Ordinal);

        Assert.Equal(expected, string.Join(' ', references));
    }

    [Fact]
    public void The_service_and_its_tests_refer_to_nothing_of_the_build()
    {
        var service = Solution.Read(Path.Combine(Repository.Root, SampleSettings.Value.Solution));

        var references = service.Projects.SelectMany(project => XDocument.Load(project).Descendants("ProjectReference")
            .Select(reference => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(project)!, reference.Attribute("Include")!.Value))));

        Assert.Subset(service.Projects.ToHashSet(), references.ToHashSet());
        Assert.DoesNotContain(
            service.Projects, project => project.StartsWith(Path.Combine(Repository.Root, "build"), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("build")]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("samples")]
    public void A_file_can_be_read_in_one_go(string folder) => Assert.All(
        Sources(folder), file => Assert.True(File.ReadLines(file).Count() <= MostLines, $"{file} has more than {MostLines} lines"));

    [Theory]
    [InlineData("build")]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("samples")]
    public void A_line_can_be_read_without_scrolling(string folder) => Assert.All(Sources(folder), file =>
    {
        // A raw string is the text of another program, such as JSON: a line break would change it.
        var code = RawString().Replace(File.ReadAllText(file), text => new string('\n', text.Value.Count(letter => letter == '\n')));

        Assert.DoesNotContain(code.Split('\n').Index(), line => line.Item.Length > MostColumns);
    });

    [GeneratedRegex("(\"{3,}).*?\\1", RegexOptions.Singleline)]
    private static partial Regex RawString();

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
}
