using System.Diagnostics;
using System.Globalization;
using GitOpsDemo.Testing;

namespace GitOpsDemo.EndToEnd.Tests;

public sealed partial class LabStory
{
    private const int KillsOfASlice = 3;

    private static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan LongestEnd = TimeSpan.FromMinutes(2);

    /// <summary>How long builds are interrupted; a few times when it is not said (<c>--target=Endure</c> says it).</summary>
    private static readonly TimeSpan? Endurance =
        double.TryParse(Environment.GetEnvironmentVariable("GITOPSDEMO_ENDURE_SECONDS"), CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : null;

    [Fact]
    [Step(14)]
    public async Task Deploys_that_are_interrupted_at_any_moment_leave_nothing_half_done()
    {
        // Given a new tag for each, so that each has an image to push, a commit to make and pods to replace
        var (watch, seed, status) = (Stopwatch.StartNew(), Environment.TickCount, await Clone.GitAsync("status", "--porcelain"));
        var random = new Random(seed);
        var (kills, deploys) = (0, 0);
        do
        {
            for (var number = 0; number < KillsOfASlice; number++, kills++)
            {
                await InterruptAsync($"0.0.0-interrupted.{seed}.{kills}", TimeSpan.FromSeconds(random.NextDouble() * LongestLife.TotalSeconds), isKill: kills % 2 == 0);
                await Clone.GitAsync($"--git-dir={Clone[".lab", "gitops.git"]}", "fsck", "--strict", "--no-dangling");
            }

            // When it is run to its end
            var run = await BuildAsync("--target=Deploy", $"--image-tag=0.0.0-whole.{seed}.{kills}");

            // Then
            Assert.Equal(0, run.ExitCode);
            Assert.Equal(2, Pods().Count());
            deploys++;
        }
        while (watch.Elapsed < Endurance);

        output.WriteLine($"{kills} Deploys were interrupted (seed {seed}), {deploys} that followed succeeded, in {watch.Elapsed.TotalSeconds:0} s");
        Assert.Equal(status, await Clone.GitAsync("status", "--porcelain"));
        await Eventually.HoldsAsync(() => !Orphans().Any(), "nothing runs that the lab does not know", LongestEnd);
    }

    private async Task InterruptAsync(string tag, TimeSpan life, bool isKill)
    {
        using var build = Clone.StartBuild("--target=Deploy", $"--image-tag={tag}");
        if (!build.WaitForExit(life))
        {
            using var signal = Process.Start("kill", [isKill ? "-KILL" : "-INT", build.Id.ToString(CultureInfo.InvariantCulture)]);
            await signal.WaitForExitAsync();
        }

        using var bound = new CancellationTokenSource(LongestEnd);
        await build.WaitForExitAsync(bound.Token);
    }

    /// <summary>Processes of the clone that are none of the lab's.</summary>
    private IEnumerable<string> Orphans()
    {
        var known = RunningOfLab().Select(process => process.Id).ToHashSet();
        return
            from folder in Directory.EnumerateDirectories("/proc")
            where int.TryParse(Path.GetFileName(folder), out var id) && !known.Contains(id)
            let command = CommandOf(folder)
            where command.Contains(Clone.Root, StringComparison.Ordinal)
            select command;
    }

    private static string CommandOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is another user's.
            return "";
        }
    }
}
