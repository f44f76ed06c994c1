using System.Collections.Concurrent;
using GitOpsDemo.Testing;

namespace GitOpsDemo.EndToEnd.Tests;

public sealed partial class LabStory
{
    [Fact]
    [Step(12)]
    public async Task A_watching_VerifyAlerts_fails_when_a_rule_is_changed_while_it_watches()
    {
        // Given a watch that has proven everything once
        var said = new ConcurrentQueue<string>();
        using var build = Clone.StartBuild(said.Enqueue, "--target=VerifyAlerts", "--watch=5m");
        await Eventually.HoldsAsync(
            () => said.Any(line => line.Contains("pass  alerting/silences", StringComparison.Ordinal)), "all is proven once", TimeSpan.FromMinutes(2));

        // When
        var file = Directory.GetFiles(Clone[".lab", "prometheus", "rules"]).Single();
        var right = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, right.Replace("> 0.1", "> 0.3", StringComparison.Ordinal));
        await Http.PostAsync(new Uri(Url("prometheus"), "-/reload"), null);
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        await build.WaitForExitAsync(bound.Token);

        // Then it ends at the first failure, not after five minutes
        Assert.Equal(1, build.ExitCode);
        Assert.Contains(said, line => line.Contains("rules/HighErrorRate is not proven", StringComparison.Ordinal));
        Assert.Equal(0, (await BuildAsync("--target=ApplyAlerts")).ExitCode);
        Assert.Equal(right, await File.ReadAllTextAsync(file));
    }
}
