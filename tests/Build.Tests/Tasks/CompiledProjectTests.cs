using GitOpsDemo.Build.Tasks.Code;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;
using Path = System.IO.Path;

namespace GitOpsDemo.Build.Tests.Tasks;

/// <summary>The user's code keeps the user's rules: what the build knows of a project, the compiler has said.</summary>
public sealed class CompiledProjectTests : IDisposable
{
    private const string Solution = """<Solution><Project Path="src/Shop/Shop.csproj" /><Project Path="tests/Shop.UnitTests/Shop.UnitTests.csproj" /></Solution>""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tests_are_found_whatever_their_project_is_called_and_wherever_their_assembly_lies()
    {
        using var build = Given(
            ("src/Shop/Shop", "out/Shop.dll", "", ""), ("tests/Shop.UnitTests/Shop.UnitTests", "elsewhere/net9.0/Checks.dll", "true", ""));

        Assert.Equal([_folder["elsewhere/net9.0/Checks.dll"]], CompiledProject.TestsOf(build.Context, Shop).Select(file => file.FullPath));
    }

    [Fact]
    public void A_test_runner_that_can_not_be_used_is_named()
    {
        using var build = Given(
            ("src/Shop/Shop", "out/Shop.dll", "", ""), ("tests/Shop.UnitTests/Shop.UnitTests", "out/T.dll", "false", "true"));

        var refused = Assert.Throws<DeliveryException>(() => CompiledProject.TestsOf(build.Context, Shop));

        Assert.Contains("Microsoft.Testing.Platform", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_project_that_was_not_compiled_is_not_taken_for_one_without_tests()
    {
        using var build = Given(("src/Shop/Shop", "out/Shop.dll", "", ""));

        Assert.Contains(
            "Shop.UnitTests.csproj can't be tested: it is not compiled for Release",
            Assert.Throws<DeliveryException>(() => CompiledProject.TestsOf(build.Context, Shop)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Deploy", false)]
    [InlineData("Default", false)]
    [InlineData("Test", true)]
    public void A_fault_in_the_tests_of_the_build_stops_no_delivery(string target, bool compilesTheBuild)
    {
        using var build = new BuildFixture(Repository.Root, [$"--target={target}"]);
        var ours = Path.Combine(Repository.Root, "tests/Build.Tests/Build.Tests.csproj");

        Assert.Equal(compilesTheBuild, build.Context.Compiled.Projects.Contains(ours));
        Assert.DoesNotContain(ours, build.Context.Service.Projects);
        Assert.Contains(Path.Combine(Repository.Root, "src/GitOpsDemo.Api/GitOpsDemo.Api.csproj"), build.Context.Service.Projects);
    }

    [Fact]
    [Trait(Traits.Category, Traits.Integration)]
    public async Task The_compiler_says_it_by_the_targets_and_none_of_our_rules_reach_the_project()
    {
        // Given our rules above a service that is not ours
        string[] files = ["Directory.Build.props", "Directory.Packages.props", ".editorconfig", "build/compiled-projects.targets"];
        foreach (var file in files)
        {
            _folder.Write(file, File.ReadAllText(Path.Combine(Repository.Root, file)));
        }

        const string Project = """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <IsTestProject>true</IsTestProject>
                <AssemblyName>Other.Name</AssemblyName>
              </PropertyGroup>
            </Project>
            """;
        _folder.Write("services/shop/Directory.Build.props", """
            <Project>
              <PropertyGroup>
                <UseArtifactsOutput>true</UseArtifactsOutput>
                <ArtifactsPath>$(MSBuildThisFileDirectory)out</ArtifactsPath>
              </PropertyGroup>
            </Project>
            """);
        var project = _folder.Write("services/shop/tests/Shop.UnitTests.csproj", Project);
        _folder.Write(
            "services/shop/tests/Class1.cs",
            "namespace Shop { public class Class1 { public string? field = null; private int unused; } }\n");
        var runner = new CommandRunner(new RecordingLog());

        // When
        await runner.RunAsync(new Command(
            "dotnet", "build", project, "--configuration", "Release", "-nodeReuse:false", "-p:UseSharedCompilation=false",
            "-warnaserror:RS0030;CS1591;CA1051",
            $"-p:CustomAfterMicrosoftCommonTargets={_folder["build/compiled-projects.targets"]}",
            $"-p:CompiledProjects={_folder["told"]}")
        {
            // The SDK leaves two empty folders of every build there.
            Environment = new Dictionary<string, string?> { ["TMPDIR"] = Directory.CreateDirectory(_folder["temporary"]).FullName },
        });
        File.Delete(_folder["services/shop/Directory.Build.props"]);
        var ours = await runner.RunAsync(
            new Command("dotnet", "msbuild", _folder.Write("src/Ours/Ours.csproj", Project), "-getProperty:TreatWarningsAsErrors"));
        var others = await runner.RunAsync(new Command(
            "dotnet",
            "msbuild",
            project,
            "-getProperty:TreatWarningsAsErrors,ManagePackageVersionsCentrally,RestorePackagesWithLockFile"));

        // Then
        var told = File.ReadAllLines(Assert.Single(Directory.GetFiles(_folder["told"])));
        Assert.Contains("isTest=true", told);
        Assert.Contains(told, line => line.EndsWith("/out/bin/Shop.UnitTests/release/Other.Name.dll", StringComparison.Ordinal));
        Assert.Contains("true", ours.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("true", others.Output, StringComparison.Ordinal);
    }

    private Solution Shop => Build.Tasks.Code.Solution.Read(_folder["Shop.slnx"]);

    private BuildFixture Given(params (string Project, string Assembly, string IsTest, string IsTestingPlatform)[] compiled)
    {
        _folder.Write("Shop.slnx", Solution);
        foreach (var (project, assembly, isTest, isTestingPlatform) in compiled)
        {
            _folder.Write(
                $"artifacts/projects/Shop-Release/{Path.GetFileName(project)}-1.txt",
                $"project={_folder[project + ".csproj"]}\nassembly={_folder[assembly]}\nisTest={isTest}\n"
                    + $"isTestingPlatform={isTestingPlatform}\n");
        }

        return new BuildFixture(_folder.Path, []);
    }
}
