using System.Text.Json;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.EndToEnd.Tests;

public sealed partial class DeliveryStory
{
    [Fact]
    [Step(12)]
    public async Task Every_alert_is_seen_to_fire_to_arrive_and_to_resolve()
    {
        var run = await BuildAsync("--target=FireDrill", "--time-scale=100");

        // Then all of it was seen, and nothing is left of it
        Assert.Equal(0, run.ExitCode);
        var checks = Report().GetProperty("checks").EnumerateArray().ToList();
        Assert.Equal(7, checks.Count);
        Assert.All(checks, check => Assert.Equal("Pass", check.GetProperty("verdict").GetString()));
        Assert.All(checks, check => Assert.Matches(
            "pending after .* s, firing after .* s, delivered after .* s, resolved after .* s;",
            check.GetProperty("evidence").GetString()));
        AssertNothingIsLeftOfTheDrill();
        Assert.Equal(0, (await BuildAsync("--target=VerifyTargets", "--target=VerifyAlerts")).ExitCode);
    }

    [Fact]
    [Step(13)]
    public async Task A_drill_that_is_interrupted_leaves_no_fault_behind()
    {
        // Given a drill whose causes hold
        using var drill = Clone.StartBuild("--target=FireDrill", "--time-scale=100");
        await Eventually.HoldsAsync(
            async () => drill.HasExited || (await ErrorRatesAsync()).All(rate => rate > 0), "the causes hold", TimeSpan.FromMinutes(2));

        // When somebody presses Ctrl-C
        await new CommandRunner(new RecordingLog()).RunAsync(new Command("kill", "-INT", $"{drill.Id}"));
        await drill.WaitForExitAsync();

        // Then
        Assert.NotEqual(0, drill.ExitCode);
        Assert.All(await ErrorRatesAsync(), rate => Assert.Equal(0, rate));
        foreach (var replica in Replicas())
        {
            using var answer = await Http.GetAsync(new Uri(replica, "ready"));
            Assert.True(answer.IsSuccessStatusCode);
        }

        AssertNothingIsLeftOfTheDrill();
    }

    private async Task<double[]> ErrorRatesAsync() => await Task.WhenAll(Replicas().Select(async replica =>
        JsonDocument.Parse(await Http.GetStringAsync(new Uri(replica, "faults/plan"))).RootElement.GetProperty("errorRate").GetDouble()));

    private void AssertNothingIsLeftOfTheDrill()
    {
        Assert.False(Directory.Exists(Clone[".lab", "drill"]));
        Assert.Empty(Directory.GetFiles(Clone[".lab", "run"], "drill-*.pid"));
    }
}
