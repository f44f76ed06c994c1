using Cake.Cli;
using Cake.Frosting.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting.Tests;

public sealed class ListingTests
{
    private readonly HostFixture _build = new HostFixture().With<Default>().With<Test>().With<Compile>();

    [Theory]
    [InlineData("--tree")]
    [InlineData("--tree", "--target=Compile", "--target=Default")]
    public void The_tree_shows_what_each_task_waits_for_whatever_the_targets(params string[] arguments)
    {
        Assert.Equal(0, _build.Run(arguments));

        Assert.Equal(
            ["Default", "├─Test", "│ └─Compile", "└─Compile"],
            Lines(_build.Output));
        Assert.Empty(_build.Ran);
    }

    [Fact]
    public void The_descriptions_stand_beside_the_names()
    {
        Assert.Equal(0, _build.Run("--description"));

        var line = Assert.Single(Lines(_build.Output), line => line.StartsWith("Compile", StringComparison.Ordinal));
        Assert.EndsWith("Turns sources into assemblies", line);
        Assert.Empty(_build.Ran);
    }

    [Fact]
    public void The_version_comes_from_the_version_resolver()
    {
        _build.Host.ConfigureServices(services => services.AddSingleton<IVersionResolver, FixedVersion>());

        Assert.Equal(0, _build.Run("--version"));

        Assert.Equal(["1.4.0"], Lines(_build.Output));
        Assert.Empty(_build.Ran);
    }

    [Fact]
    public void Help_runs_nothing()
    {
        Assert.Equal(0, _build.Run("--help"));

        Assert.Empty(_build.Ran);
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    [IsDependentOn(typeof(Test))]
    [IsDependentOn(typeof(Compile))]
    private sealed class Default : FrostingTask<TestContext>;

    [IsDependentOn(typeof(Compile))]
    private sealed class Test(Journal journal) : JournalTask(journal);

    [TaskDescription("Turns sources into assemblies")]
    private sealed class Compile(Journal journal) : JournalTask(journal);

    private sealed class FixedVersion : IVersionResolver
    {
        public string GetVersion() => "1.4.0";

        public string GetProductVersion() => "1.4.0";
    }
}
