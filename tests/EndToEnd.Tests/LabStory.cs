using System.Diagnostics;
using GitOpsDemo.Delivery.Processes;
using GitOpsDemo.Testing;
using Xunit.Abstractions;

namespace GitOpsDemo.EndToEnd.Tests;

/// <summary>What can go wrong with a lab that is up, what the build says of it, and what mends it.</summary>
[Trait(Traits.Category, Traits.Integration)]
[TestCaseOrderer("GitOpsDemo.EndToEnd.Tests.StepOrderer", "GitOpsDemo.EndToEnd.Tests")]
public sealed partial class LabStory(DeployedClone story, ITestOutputHelper output) : Story(story.Checkout, output), IClassFixture<DeployedClone>
{
    [Fact]
    [Step(12)]
    public async Task A_rule_that_was_changed_in_Prometheus_is_named_with_what_was_expected_and_found()
    {
        // Given a threshold that somebody has changed in the rule file
        var file = Directory.GetFiles(Clone[".lab", "prometheus", "rules"]).Single();
        var right = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, right.Replace("> 0.1", "> 0.2", StringComparison.Ordinal));
        await Http.PostAsync(new Uri(Url("prometheus"), "-/reload"), null);

        // When
        var run = await BuildAsync("--target=VerifyAlerts");

        // Then
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("rules/HighErrorRate", run.Error + run.Output, StringComparison.Ordinal);
        Assert.Contains("> 0.1, found", run.Output + run.Error, StringComparison.Ordinal);
        Assert.Contains("Next: ./build.sh --target=ApplyAlerts", run.Output + run.Error, StringComparison.Ordinal);

        // And what it says mends it (the Deploys that follow verify it)
        Assert.Equal(0, (await BuildAsync("--target=ApplyAlerts")).ExitCode);
        Assert.Equal(right, await File.ReadAllTextAsync(file));
    }

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
