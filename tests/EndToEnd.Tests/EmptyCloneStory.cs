using GitOpsDemo.LabContract;
using GitOpsDemo.Testing;
using Xunit.Abstractions;

namespace GitOpsDemo.EndToEnd.Tests;

/// <summary>
/// A person's first minutes with a clone. The build itself is compiled in it, which is why no other story waits for this one.
/// </summary>
[Trait(Traits.Category, Traits.Integration)]
[TestCaseOrderer("GitOpsDemo.EndToEnd.Tests.StepOrderer", "GitOpsDemo.EndToEnd.Tests")]
public sealed class EmptyCloneStory(
    FreshClone story, ITestOutputHelper output) : Story(story.Checkout, output), IClassFixture<FreshClone>
{
    [Fact]
    [Step(1)]
    public async Task Deploy_needs_no_option_and_proves_everything()
    {
        var run = await BuildAsync("--target=Deploy");

        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain("\u001b", run.Output, StringComparison.Ordinal);
        Assert.Contains("7 rules checked; tested: 7 of 7 alerts", run.Output, StringComparison.Ordinal);
        var report = Report();
        Assert.True(report.GetProperty("succeeded").GetBoolean());
        var checks = report.GetProperty("checks").EnumerateArray().ToLookup(
            check => check.GetProperty("verdict").GetString(), check => check.GetProperty("id").GetString());
        Assert.Equal(["panels/gitops-demo/Logs", "dashboards/gitops-demo"], checks["Skipped"]);
        Assert.Equal(checks["Pass"].Count() + 2, checks.Sum(verdict => verdict.Count()));
    }

    [Fact]
    [Step(2)]
    public async Task LabDown_leaves_no_process_no_port_and_no_folder()
    {
        var pids = Directory.GetFiles(Clone[".lab", "run"], "*.pid").Select(file => int.Parse(File.ReadLines(file).First())).ToList();
        var service = Url("service");

        var run = await BuildAsync("--target=LabDown");

        Assert.Equal(0, run.ExitCode);
        Assert.All(pids, pid => Assert.Null(ProcessIdentity.Of(pid)));
        Assert.Empty(new LabProcesses(Clone).Leftovers());
        Assert.False(Directory.Exists(Clone[".lab"]));
        await Assert.ThrowsAsync<HttpRequestException>(() => Http.GetAsync(service));
    }

    [Fact]
    [Step(3)]
    public async Task What_was_mistyped_is_said_before_anything_runs()
    {
        var run = await BuildAsync("--target=Deplpy");
        var drill = await BuildAsync("--target=FireDrill", "--alert=HighErorRate");

        Assert.Equal((2, 2), (run.ExitCode, drill.ExitCode));
        Assert.Contains("Did you mean Deploy?", run.Error, StringComparison.Ordinal);
        Assert.Contains("Did you mean HighErrorRate?", drill.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Clone[".lab"]));
    }
}
