using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Cake.Frosting;
using GitOpsDemo.Build.Composition;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Build.Output;
using GitOpsDemo.Build.Tasks;
using GitOpsDemo.Build.Tasks.Code;
using GitOpsDemo.Delivery;
using GitOpsDemo.Drill;
using GitOpsDemo.Kubernetes;
using GitOpsDemo.Lab;
using GitOpsDemo.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace GitOpsDemo.Build.Tests;

/// <summary>Who may name whom (docs/architecture.md), read from the project files.</summary>
public sealed class ArchitectureTests
{
    private static readonly Regex RawString = new("(\"{3,}).*?\\1", RegexOptions.Singleline);

    private const int MostLines = 400;

    /// <summary>As .editorconfig says.</summary>
    private const int MostColumns = 140;

    private static readonly Assembly[] Ours =
    [
        typeof(BuildTasks).Assembly, typeof(LabPlatform).Assembly, typeof(KubernetesPlatform).Assembly, typeof(AlertDrill).Assembly,
        typeof(IPlatform).Assembly,
    ];

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

    [Fact]
    public void The_picture_of_the_document_has_every_folder()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "architecture.md"));
        var picture = page[..page.IndexOf("**The one rule**", StringComparison.Ordinal)];

        Assert.All(FoldersOf("build").Where(project => project != "Cake"), project =>
        {
            Assert.Contains($"build/{project}/", picture, StringComparison.Ordinal);
            Assert.All(FoldersOf($"build/{project}"), folder => Assert.Contains($"{folder}/", picture, StringComparison.Ordinal));
        });
    }

    [Fact]
    public void The_container_has_what_tasks_ask_for_and_what_several_parts_share()
    {
        var options = BuildOptions.From(CommandLine.Parse([], BuildTasks.Names));
        var services = new ServiceCollection();
        services.AddBuild(options, new BuildPaths(Repository.Root, options.Settings));
        var composition = string.Concat(Sources("build/Build/Composition").Select(File.ReadAllText));

        // An interface is asked of the container to choose its implementation; the outcome is the program's own.
        var parts = services.Select(service => service.ServiceType).Distinct()
            .Where(part => part is { IsInterface: false } && part != typeof(RunOutcome) && Ours.Contains(part.Assembly));
        Assert.All(parts, part =>
        {
            var users = Ours.SelectMany(assembly => assembly.GetTypes()).Where(type => IsGiven(type, part)).ToList();
            Assert.True(
                users.Count > 1 || users.Exists(IsMadeByCake)
                    || composition.Contains($"GetRequiredService<{part.Name}>", StringComparison.Ordinal),
                $"{part.Name} is used by {string.Join(", ", users.Select(type => type.Name))} alone, which can make it");
        });
    }

    [Fact]
    public void A_task_gets_the_run_from_its_context_alone()
    {
        Type[] ofContext = [typeof(BuildOptions), typeof(BuildPaths), typeof(IDeliveryLog), typeof(RunReport), typeof(Cancellation)];
        var tasks = typeof(BuildTasks).Assembly.GetTypes().Where(type => typeof(IFrostingTask).IsAssignableFrom(type));

        Assert.All(tasks, task => Assert.DoesNotContain(ofContext, part => IsGiven(task, part)));
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
        var code = RawString.Replace(File.ReadAllText(file), text => new string('\n', text.Value.Count(letter => letter == '\n')));

        Assert.DoesNotContain(code.Split('\n').Index(), line => line.Item.Length > MostColumns);
    });

    private static bool IsGiven(Type type, Type part) => type.GetConstructors().Any(
        constructor => constructor.GetParameters().Any(parameter => parameter.ParameterType == part));

    /// <summary>Tasks, the context, lifetimes, and what Cake itself asks for, such as its report printer.</summary>
    private static bool IsMadeByCake(Type type) => type.GetInterfaces().Any(
        face => face.Namespace?.StartsWith("Cake.", StringComparison.Ordinal) == true);

    private static IEnumerable<string> FoldersOf(string folder) =>
        Directory.EnumerateDirectories(Path.Combine(Repository.Root, folder))
            .Where(path => Directory.EnumerateFiles(path, "*.cs", SearchOption.AllDirectories).Any())
            .Select(path => Path.GetFileName(path))
            .Where(name => name is not ("bin" or "obj"));

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
}
