using System.Collections.Concurrent;
using GitOpsDemo.Testing;

namespace GitOpsDemo.EndToEnd.Tests;

public sealed partial class LabStory
{
    [Fact]
    [Step(12)]
    public async Task VerifyAlerts_watches_until_somebody_changes_a_rule_and_names_it_with_what_was_expected_and_found()
    {
        // Given a watch that has proven everything once
        var said = new ConcurrentQueue<string>();
        using var build = Clone.StartBuild(said.Enqueue, "--target=VerifyAlerts", "--watch=5m");
        await Eventually.HoldsAsync(
            () =>
                said.Any(line => line.Contains("pass  alerting/silences", StringComparison.Ordinal)),
                "all is proven once",
                TimeSpan.FromMinutes(2));

        // When somebody changes a threshold in the rule file
        var file = Directory.GetFiles(Clone[".lab", "prometheus", "rules"]).Single();
        var right = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, right.Replace("> 1000", "> 3000", StringComparison.Ordinal));
        await Http.PostAsync(new Uri(Url("prometheus"), "-/reload"), null);
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        await build.WaitForExitAsync(bound.Token);

        // Then it ends at the first failure, not after five minutes
        Assert.Equal(1, build.ExitCode);
        Assert.Contains(said, line => line.Contains("rules/HelloPopular is not proven", StringComparison.Ordinal));
        Assert.Contains(
            said, line => line.Contains("> 1000, found", StringComparison.Ordinal) && line.Contains("> 3000", StringComparison.Ordinal));
        Assert.Contains(said, line => line.Contains("Next: ./build.sh --target=ApplyAlerts", StringComparison.Ordinal));

        // And what it says fixes it (the Deploys that follow verify it)
        Assert.Equal(0, (await BuildAsync("--target=ApplyAlerts")).ExitCode);
        Assert.Equal(right, await File.ReadAllTextAsync(file));
    }
}
