using System.Diagnostics;
using GitOpsDemo.LabContract;
using GitOpsDemo.Testing;
using Xunit.Abstractions;

namespace GitOpsDemo.EndToEnd.Tests;

/// <summary>What can go wrong with a lab that is up, what the build says of it, and what fixes it.</summary>
[Trait(Traits.Category, Traits.Integration)]
[TestCaseOrderer("GitOpsDemo.EndToEnd.Tests.StepOrderer", "GitOpsDemo.EndToEnd.Tests")]
public sealed partial class LabStory(DeployedClone story, ITestOutputHelper output) : Story(
    story.Checkout, output), IClassFixture<DeployedClone>
{
    [Fact]
    [Step(13)]
    public async Task A_replica_that_was_killed_is_named_and_the_next_Deploy_replaces_it()
    {
        var killed = LabState().GetProperty("environments").GetProperty("dev").GetProperty("replicas")[0];
        Process.GetProcessById(killed.GetProperty("processId").GetInt32()).Kill();

        var run = await BuildAsync("--target=VerifyTargets");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(killed.GetProperty("pod").GetString()!, run.Output + run.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await BuildAsync("--target=Deploy")).ExitCode);
    }

    [Fact]
    [Step(14)]
    public async Task A_Prometheus_that_was_stopped_is_named_with_what_starts_it()
    {
        var pid = int.Parse((await File.ReadAllLinesAsync(Clone[".lab", "run", "prometheus.pid"]))[0]);
        Process.GetProcessById(pid).Kill();
        await Eventually.HoldsAsync(() => ProcessIdentity.Of(pid) is null, "Prometheus has ended");

        var run = await BuildAsync("--target=VerifyAlerts");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("prometheus does not run in the lab", run.Output + run.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await BuildAsync("--target=Deploy")).ExitCode);
    }
}
