using System.Diagnostics;
using GitOpsDemo.LabContract;
using GitOpsDemo.Testing;
using Xunit.Abstractions;

namespace GitOpsDemo.EndToEnd.Tests;

/// <summary>
/// Another service is delivered, by its settings file; then what can go wrong with a lab that is up, what the build says of it, and what
/// fixes it.
/// </summary>
[Trait(Traits.Category, Traits.Integration)]
[TestCaseOrderer("GitOpsDemo.EndToEnd.Tests.StepOrderer", "GitOpsDemo.EndToEnd.Tests")]
public sealed partial class LabStory(HelloClone story, ITestOutputHelper output) : Story(
    story.Checkout, output), IClassFixture<HelloClone>
{
    private const string FullVerbosity = "--verbosity=Diagnostic";

    [Fact]
    [Step(13)]
    public async Task A_replica_that_was_killed_and_a_Prometheus_that_was_stopped_are_named_and_the_next_Deploy_brings_both_back()
    {
        // Given
        var killed = LabState().GetProperty("environments").GetProperty("dev").GetProperty("replicas")[0];
        Process.GetProcessById(killed.GetProperty("processId").GetInt32()).Kill();

        // When, then
        var targets = await BuildAsync("--target=VerifyTargets");
        Assert.Equal(1, targets.ExitCode);
        Assert.Contains(killed.GetProperty("pod").GetString()!, targets.Output + targets.Error, StringComparison.Ordinal);

        // Given
        var prometheus = int.Parse((await File.ReadAllLinesAsync(Clone[".lab", "run", "prometheus.pid"]))[0]);
        Process.GetProcessById(prometheus).Kill();
        await Eventually.HoldsAsync(() => ProcessIdentity.Of(prometheus) is null, "Prometheus has ended");

        // When, then
        var alerts = await BuildAsync("--target=VerifyAlerts");
        Assert.Equal(1, alerts.ExitCode);
        Assert.Contains("prometheus does not run in the lab", alerts.Output + alerts.Error, StringComparison.Ordinal);

        // When, then: it says all that it can, for the look for secrets
        Assert.Equal(0, (await BuildAsync("--target=Deploy", FullVerbosity)).ExitCode);
    }
}
