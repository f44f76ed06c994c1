using Cake.Cli;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests;

public sealed class CakeVersionTests
{
    [Fact]
    public void The_version_that_is_shown_is_that_of_the_engine()
    {
        using var build = new BuildFixture(Repository.Root, ["--version"]);

        Assert.Equal("7.0.0", build.Get<IVersionResolver>().GetVersion());
    }
}
