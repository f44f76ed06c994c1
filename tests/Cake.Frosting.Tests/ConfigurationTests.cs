using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.Frosting.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace Cake.Frosting.Tests;

public sealed class ConfigurationTests
{
    private readonly HostFixture _build = new();

    [Fact]
    public void Public_tasks_of_an_added_assembly_are_found_once()
    {
        _build.Host.AddAssembly(typeof(PublicTask).Assembly).AddAssembly(typeof(PublicTask).Assembly);

        Assert.Equal(0, _build.Run("--target=PublicTask"));

        Assert.Equal(["PublicTask"], _build.Ran);
    }

    [Theory]
    [InlineData("--environment=staging")]
    [InlineData("--environment", "staging")]
    public void Every_other_option_is_an_argument_of_Cake(params string[] arguments)
    {
        _build.With<Speak>();

        Assert.Equal(0, _build.Run(["--target=Speak", .. arguments]));

        Assert.Contains("environment: staging", _build.Ran);
    }

    [Fact]
    public void An_option_may_be_given_more_than_once()
    {
        _build.With<Speak>();

        Assert.Equal(0, _build.Run("--target=Speak", "--environment=dev", "--environment=staging"));

        Assert.Contains("environment: dev staging", _build.Ran);
    }

    [Fact]
    public void The_target_is_an_argument_of_Cake_too()
    {
        _build.With<Speak>();

        Assert.Equal(0, _build.Run("-t", "Speak"));

        Assert.Contains("target: Speak", _build.Ran);
    }

    [Fact]
    public void An_argument_reaches_the_configuration()
    {
        _build.With<Speak>();

        Assert.Equal(0, _build.Run("--target=Speak", "--greeting=good day"));

        Assert.Contains("greeting: good day", _build.Ran);
    }

    [Fact]
    public void The_verbosity_is_that_of_the_log()
    {
        _build.With<Speak>();

        Assert.Equal(0, _build.Run("--target=Speak", "--verbosity=quiet"));

        Assert.Contains("verbosity: Quiet", _build.Ran);
        Assert.DoesNotContain("I speak", _build.Output);
    }

    [Fact]
    public void A_verbosity_that_does_not_exist_runs_nothing()
    {
        _build.With<Speak>();

        Assert.NotEqual(0, _build.Run("--target=Speak", "--verbosity=loud"));

        Assert.Empty(_build.Ran);
    }

    [Fact]
    public void Services_of_the_build_replace_those_of_the_engine()
    {
        var processes = Substitute.For<IProcessRunner>();
        var log = Substitute.For<ICakeLog>();
        var report = Substitute.For<ICakeReportPrinter>();
        _build.With<StartsAProcess>().Host.ConfigureServices(services => services
            .AddSingleton(processes)
            .AddSingleton(log)
            .AddSingleton(report));

        Assert.Equal(0, _build.Run("--target=StartsAProcess"));

        processes.Received(1).Start(Arg.Is<FilePath>(path => path.FullPath == "git"), Arg.Any<ProcessSettings>());
        report.Received(1).Write(Arg.Is<CakeReport>(run => run.Any(entry => entry.TaskName == "StartsAProcess")));
        log.Received().Write(Arg.Any<Verbosity>(), LogLevel.Information, "{0}", "I start git");
    }

    [Fact]
    public void The_working_directory_is_entered_before_anything_runs()
    {
        var environment = EnvironmentAt("/source", existing: "/source/below");
        _build.With<Speak>().Host.UseWorkingDirectory("below");

        Assert.Equal(0, _build.Run("--target=Speak"));

        Assert.Equal("/source/below", environment.WorkingDirectory.FullPath);
    }

    [Theory]
    [InlineData("--working=below")]
    [InlineData("-w", "/source/below")]
    public void The_working_directory_of_the_command_line_comes_before_that_of_the_build(params string[] arguments)
    {
        var environment = EnvironmentAt("/source", existing: "/source/below");
        _build.With<Speak>().Host.UseWorkingDirectory("beyond");

        Assert.Equal(0, _build.Run(["--target=Speak", .. arguments]));

        Assert.Equal("/source/below", environment.WorkingDirectory.FullPath);
    }

    [Theory]
    [InlineData]
    [InlineData("--working=beyond")]
    public void A_working_directory_that_does_not_exist_is_named(params string[] arguments)
    {
        EnvironmentAt("/source", existing: "/source/below");
        _build.With<Speak>().Host.UseWorkingDirectory(arguments.Length == 0 ? "beyond" : "below");

        Assert.Equal(1, _build.Run(["--target=Speak", .. arguments]));

        Assert.Equal("Error: The working directory '/source/beyond' does not exist.", _build.Error);
        Assert.Empty(_build.Ran);
    }

    /// <summary>The current directory belongs to the whole process, so these tests have one of their own.</summary>
    private ICakeEnvironment EnvironmentAt(string current, string existing)
    {
        var environment = Substitute.For<ICakeEnvironment>();
        environment.WorkingDirectory = current;
        environment.GetEnvironmentVariables().Returns(new Dictionary<string, string>());
        var files = Substitute.For<IFileSystem>();
        files.GetDirectory(Arg.Any<DirectoryPath>()).Returns(call =>
        {
            var directory = Substitute.For<IDirectory>();
            directory.Exists.Returns(call.Arg<DirectoryPath>().FullPath == existing);
            return directory;
        });
        _build.Host.ConfigureServices(services => services.AddSingleton(environment).AddSingleton(files));
        return environment;
    }

    private sealed class Speak(Journal journal) : FrostingTask<TestContext>
    {
        public override void Run(TestContext context)
        {
            context.Log.Information("I speak");
            journal.Add($"target: {string.Join(' ', context.Arguments.GetArguments("target"))}");
            journal.Add($"environment: {string.Join(' ', context.Arguments.GetArguments("environment"))}");
            journal.Add($"greeting: {context.Configuration.GetValue("greeting")}");
            journal.Add($"verbosity: {context.Log.Verbosity}");
        }
    }

    private sealed class StartsAProcess : FrostingTask<TestContext>
    {
        public override void Run(TestContext context)
        {
            context.Log.Information("I start git");
            context.ProcessRunner.Start("git", new ProcessSettings());
        }
    }
}
