namespace GitOpsDemo.EndToEnd.Tests;

public sealed partial class LabStory
{
    private const int KillsOfASlice = 20;

    /// <summary>A task by itself is in the middle of its work within this time.</summary>
    private static readonly TimeSpan LongestTask = TimeSpan.FromSeconds(1);

    /// <summary>The tasks of a Deploy that leave something; the others check what is there.</summary>
    private static readonly string[] TasksThatChange =
        ["Publish", "BuildImage", "PushImage", "BumpImage", "InstallMonitoring", "ApplyAlerts", "WaitForSync", "WaitForSync"];

    /// <summary>A slice of <see cref="EnduranceTests"/>: single tasks, for a whole Deploy takes ten seconds.</summary>
    [Fact]
    [Step(14)]
    public async Task Builds_that_are_interrupted_at_any_moment_leave_nothing_half_done()
    {
        var (status, builds) =
            (await Clone.GitAsync("status", "--porcelain"), new InterruptedBuilds(Clone, Environment.TickCount, Output.WriteLine));
        for (var kill = 0; kill < KillsOfASlice; kill++)
        {
            await builds.InterruptAsync(LongestTask, TasksThatChange[kill % TasksThatChange.Length], "--exclusive");
        }

        await builds.DeployAsync();

        Assert.Equal(status, await Clone.GitAsync("status", "--porcelain"));
        Output.WriteLine($"{builds}");
    }
}
