using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using GitOpsDemo.Build.Tasks.Code;
using GitOpsDemo.Testing;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace GitOpsDemo.Build.Tests.Tasks;

public sealed class CodeTaskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Clean_removes_what_was_compiled_of_the_folders_that_the_settings_name_and_nothing_else()
    {
        // Given
        string[] compiled = ["samples/hello/src/Hello/bin/Release/Hello.dll", "samples/hello/tests/Hello.Tests/obj/project.assets.json", "artifacts/report.json"];
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

    [Fact]
    public void Endure_bounds_the_tests_by_its_duration_and_not_by_the_bound_of_other_programs()
    {
        // Given a test runner that is done at once
        var bounds = new List<TimeSpan>();
        var runner = Substitute.For<IProcessRunner>();
        runner.Start(Arg.Any<FilePath>(), Arg.Do<ProcessSettings>(settings => bounds.Add(TimeSpan.FromMilliseconds(settings.Timeout ?? 0)))).Returns(Substitute.For<IProcess>());
        foreach (var name in (string[])["cases", "interruptions"])
        {
            _folder.Write($"artifacts/tests/Endure/{name}.trx", "<TestRun />");
        }

        using var build = Build(runner, "--duration=2h");

        // When
        build.Make<Endure>().Run(build.Context);

        // Then
        Assert.Equal([TimeSpan.FromHours(1), TimeSpan.FromHours(2.5)], bounds);
    }

    private BuildFixture Build(params string[] arguments) => Build(Substitute.For<IProcessRunner>(), arguments);

    /// <summary>With Cake's own view of the file system, and its environment.</summary>
    private BuildFixture Build(IProcessRunner runner, params string[] arguments)
    {
        var cake = Substitute.For<ICakeContext>();
        var environment = new CakeEnvironment(new CakePlatform(), new CakeRuntime());
        var files = new FileSystem();
        cake.Environment.Returns(environment);
        cake.FileSystem.Returns(files);
        cake.Globber.Returns(new Globber(files, environment));
        cake.Log.Returns(Substitute.For<ICakeLog>());
        cake.ProcessRunner.Returns(runner);
        cake.Tools.Resolve(Arg.Any<IEnumerable<string>>()).Returns(new FilePath("/bin/sh"));
        return new BuildFixture(_folder.Path, arguments, services => services.AddSingleton(cake));
    }
}
