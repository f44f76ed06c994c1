using System.Diagnostics;
using System.Globalization;
using GitOpsDemo.Testing;
using Xunit.Abstractions;

namespace GitOpsDemo.EndToEnd.Tests;

/// <summary>Whole Deploys in a clone of its own, interrupted for as long as <c>GITOPSDEMO_ENDURE_SECONDS</c> says.</summary>
[Trait(Traits.Category, Traits.Integration)]
[Trait(Traits.Category, Traits.Endurance)]
public sealed class EnduranceTests(FreshClone story, ITestOutputHelper output) : IClassFixture<FreshClone>
{
    private const int MostInterruptions = 200;
    private const int InterruptionsInARow = 5;

    /// <summary>How long builds are interrupted; the first Deploys, which bring and compile everything, come on top.</summary>
    private static readonly TimeSpan Duration =
        double.TryParse(
            Environment.GetEnvironmentVariable("GITOPSDEMO_ENDURE_SECONDS"),
            CultureInfo.InvariantCulture,
            out var seconds) ? TimeSpan.FromSeconds(seconds) : TimeSpan.FromMinutes(1);

    private Checkout Clone => story.Checkout;

    [Fact]
    public async Task Deploys_that_are_interrupted_at_any_moment_leave_nothing_half_done()
    {
        // Given a lab, and how long a Deploy takes that has an image to push, a commit to make and pods to replace, and one that compiles
        // and tests before
        var first = await Clone.BuildAsync("--target=Deploy");
        Assert.True(first.ExitCode == 0, first.Output + first.Error);
        var builds = new InterruptedBuilds(Clone, Environment.TickCount, output.WriteLine);
        var (quick, slow) = (await TimeAsync(builds.DeployAsync), await TimeAsync(async () =>
        {
            await ChangeALineAsync();
            await builds.DeployAsync();
        }));

        // When Deploys are interrupted, some in a row
        var watch = Stopwatch.StartNew();
        for (var row = 0; watch.Elapsed < Duration && builds.Interruptions < MostInterruptions; row++)
        {
            var isSlow = row % 4 == 0;
            if (isSlow)
            {
                await ChangeALineAsync();
            }

            for (var number = 0; number < InterruptionsInARow; number++)
            {
                await builds.InterruptAsync(isSlow ? slow : quick, "Deploy");
            }

            // Then the one after them succeeds
            await builds.DeployAsync();
            Assert.Equal("", await Clone.GitAsync("status", "--porcelain"));
        }

        output.WriteLine($"{builds}, in {watch.Elapsed.TotalMinutes:0.0} min");
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task> run)
    {
        var watch = Stopwatch.StartNew();
        await run();
        return watch.Elapsed;
    }

    private async Task ChangeALineAsync()
    {
        await File.AppendAllTextAsync(Clone["src", "GitOpsDemo.Api", "Program.cs"], "// One more line.\n");
        await Clone.CommitAllAsync("One more line");
    }
}
