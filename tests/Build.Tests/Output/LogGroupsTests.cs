using GitOpsDemo.Build.Output;

namespace GitOpsDemo.Build.Tests.Output;

public sealed class LogGroupsTests
{
    [Theory]
    [InlineData("GITHUB_ACTIONS")]
    [InlineData("GITEA_ACTIONS")]
    public void Actions_fold_between_two_lines(string variable)
    {
        var groups = Given(variable);

        Assert.Equal(("::group::Compile", "::endgroup::"), (groups.Begin("Compile"), groups.End("Compile")));
    }

    [Fact]
    public void GitLab_folds_between_two_sections_with_their_time()
    {
        var groups = Given("GITLAB_CI");

        Assert.Matches("^\e\\[0Ksection_start:[0-9]+:Compile\r\e\\[0KCompile$", groups.Begin("Compile"));
        Assert.Matches("^\e\\[0Ksection_end:[0-9]+:Compile\r\e\\[0K$", groups.End("Compile"));
    }

    [Fact]
    public void Elsewhere_there_is_nothing_to_fold() =>
        Assert.Equal((null, null), (Given("CI").Begin("Compile"), Given("CI").End("Compile")));

    private static LogGroups Given(string set) => new(name => name == set ? "true" : null, TimeProvider.System);
}
