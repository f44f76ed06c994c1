using Cake.Core.IO;
using GitOpsDemo.Build.Tasks.Code;
using GitOpsDemo.Delivery;
using GitOpsDemo.Testing;
using NSubstitute;

namespace GitOpsDemo.Build.Tests.Tasks;

public sealed class CodeTaskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Clean_removes_what_was_compiled_of_the_solution_that_the_settings_name_and_nothing_else()
    {
        // Given
        GivenASolution();
        string[] compiled =
        [
            "samples/hello/src/Hello/bin/Release/Hello.dll",
            "samples/hello/tests/Hello.Tests/obj/project.assets.json",
            "artifacts/report.json",
        ];
        string[] others = ["samples/hello/src/Hello/Program.cs", "src/GitOpsDemo.Api/bin/Api.dll", "build/Build/bin/host/Build.dll"];
        Array.ForEach([.. compiled, .. others], path => _folder.Write(path, ""));
        using var build = Build("--settings=samples/hello/settings.json");

        // When
        build.Make<Clean>().Run(build.Context);

        // Then
        Assert.All(compiled, path => Assert.False(File.Exists(_folder[path]), path));
        Assert.All(others, path => Assert.True(File.Exists(_folder[path]), path));
    }

    [Fact]
    public void Clean_leaves_the_build_that_runs()
    {
        GivenASolution();
        _folder.Write("build/Build/bin/host/Build.dll", "");
        _folder.Write("src/GitOpsDemo.Api/bin/Api.dll", "");
        using var build = Build();

        build.Make<Clean>().Run(build.Context);

        Assert.True(File.Exists(_folder["build/Build/bin/host/Build.dll"]));
        Assert.False(File.Exists(_folder["src/GitOpsDemo.Api/bin/Api.dll"]));
    }

    [Fact]
    public void Manifests_are_judged_again_when_the_settings_file_has_changed_by_which_they_are()
    {
        using var build = Build("--settings=samples/hello/settings.json");

        Assert.Contains("samples/hello/settings.json", build.Context.Inputs.Manifests);
    }

    [Theory]
    [Trait(Traits.Category, Traits.Integration)]
    [InlineData("Service.slnf", "--target=Deploy")]
    [InlineData("Service.slnf")]
    [InlineData("GitOpsDemo.sln", "--target=Test")]
    [InlineData("GitOpsDemo.sln", "--target=Test", "--target=Deploy")]
    public async Task The_service_is_compiled_alone_unless_all_tests_are_asked_for(string solution, params string[] arguments)
    {
        // Given an SDK that is done at once
        GivenASolution();
        var commands = new List<string>();
        var runner = Substitute.For<IProcessRunner>();
        runner.Start(
            Arg.Any<FilePath>(),
            Arg.Do<ProcessSettings>(settings => commands.Add(settings.Arguments.Render()))).Returns(Substitute.For<IProcess>());
        using var build = Build(runner, arguments);

        // When
        await build.Make<Restore>().RunAsync(build.Context);
        await build.Make<Compile>().RunAsync(build.Context);

        // Then
        Assert.Equal(2, commands.Count);
        Assert.All(commands, command => Assert.Contains($"\"{_folder[solution]}\"", command, StringComparison.Ordinal));
    }

    [Fact]
    [Trait(Traits.Category, Traits.Integration)]
    public async Task What_was_compiled_is_compiled_again_when_the_service_has_changed_and_not_when_the_build_has()
    {
        // Given
        GivenASolution();
        var runner = Substitute.For<IProcessRunner>();
        runner.Start(Arg.Any<FilePath>(), Arg.Any<ProcessSettings>()).Returns(Substitute.For<IProcess>());
        using var build = Build(runner);
        await build.Make<Compile>().RunAsync(build.Context);
        Assert.Single(runner.ReceivedCalls());

        // When, then
        _folder.Write("build/Build/Program.cs", "// changed");
        await build.Make<Compile>().RunAsync(build.Context);
        Assert.Single(runner.ReceivedCalls());

        _folder.Write("src/GitOpsDemo.Api/Program.cs", "// changed");
        await build.Make<Compile>().RunAsync(build.Context);
        Assert.Equal(2, runner.ReceivedCalls().Count());
    }

    [Fact]
    public void A_Deploy_runs_the_tests_of_the_service_and_none_of_the_build()
    {
        GivenASolution();
        using var build = Build("--target=Deploy");
        foreach (var project in build.Context.Service.Projects)
        {
            var name = System.IO.Path.GetFileNameWithoutExtension(project);
            _folder.Write(
                $"artifacts/projects/Service-Release/{name}.txt",
                $"project={project}\nassembly={_folder[$"{name}.dll"]}\nisTest={name.EndsWith(".Tests", StringComparison.Ordinal)}\n"
                    + "isTestingPlatform=\n");
        }

        var tested = Assert.Single(CompiledProject.TestsOf(build.Context, build.Context.Service));

        Assert.Equal("GitOpsDemo.Api.Tests.dll", tested.GetFilename().FullPath);
    }

    [Fact]
    public void Tests_that_were_not_compiled_are_not_taken_for_passed()
    {
        GivenASolution();
        using var build = Build();

        var missing = Assert.Throws<DeliveryException>(() => CompiledProject.TestsOf(build.Context, build.Context.Service));

        Assert.Contains("it is not compiled for Release", missing.Message, StringComparison.Ordinal);
    }

    /// <summary>The solution of this repository, and a part of it that is the service.</summary>
    private void GivenASolution()
    {
        foreach (var file in (string[])["GitOpsDemo.sln", "Service.slnf", "samples/hello/Hello.sln"])
        {
            _folder.Write(file, File.ReadAllText(System.IO.Path.Combine(Repository.Root, file)));
        }
    }

    private BuildFixture Build(params string[] arguments) => Build(Substitute.For<IProcessRunner>(), arguments);

    private BuildFixture Build(IProcessRunner runner, params string[] arguments) => BuildFixture.WithCake(_folder.Path, runner, arguments);
}
