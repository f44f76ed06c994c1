using System.Collections.Concurrent;
using GitOpsDemo.Testing;

namespace GitOpsDemo.EndToEnd.Tests;

public sealed partial class LabStory
{
    [Fact]
    [Step(15)]
    public async Task Of_two_Deploys_at_once_the_second_says_that_it_waits_and_finds_nothing_left_to_do()
    {
        // Given two real builds that begin together, and all that they say in its order
        var (commits, tag, said) =
            (await CommitsAsync(), $"--image-tag=0.0.0-twice.{Environment.TickCount}", new ConcurrentQueue<(int Build, string Line)>());
        using var one = Clone.StartBuild(line => said.Enqueue((1, line)), "--target=Deploy", tag);
        using var two = Clone.StartBuild(line => said.Enqueue((2, line)), "--target=Deploy", tag);

        // When
        await Eventually.HoldsAsync(() => one.HasExited && two.HasExited, "both have ended", TimeSpan.FromMinutes(5));
        await Task.WhenAll(one.WaitForExitAsync(), two.WaitForExitAsync());

        // Then one waited, and went on when the last task of the other had ended
        Assert.Equal((0, 0), (one.ExitCode, two.ExitCode));
        var lines = said.ToList();
        var (waiting, _) = Assert.Single(
            lines, line => line.Line.Contains("another build of this checkout is running", StringComparison.Ordinal));
        var waitsAt = lines.FindIndex(line => line.Line.Contains("another build of this checkout is running", StringComparison.Ordinal));
        var goesOnAt = lines.FindIndex(
            waitsAt + 1,
            line => line.Build == waiting
                && line.Line.Length > 0
                && !line.Line.StartsWith("waiting for the other build", StringComparison.Ordinal));
        var otherEndsAt = lines.FindLastIndex(line => line.Build != waiting && line.Line.Trim() is "Deploy");
        Assert.InRange(otherEndsAt, waitsAt, goesOnAt);
        Output.WriteLine(
            $"build {waiting} of 2 waited: line {waitsAt}, until the other had ended: line {otherEndsAt}, and went on: line {goesOnAt}");

        // And what was to be done was done once
        Assert.Equal(commits + 1, await CommitsAsync());
        Assert.Equal(2, Pods().Count());
    }
}
