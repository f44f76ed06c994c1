using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.GitOps;

[Trait(Traits.Category, Traits.Integration)]
public sealed class KilledBumpTests
{
    /// <summary>A bump takes about this long, the start of its process included.</summary>
    private static readonly TimeSpan Span = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task A_bump_killed_at_any_point_leaves_a_whole_commit_and_the_next_run_succeeds()
    {
        using var forge = await Forge.StartAsync();
        var kills = Scale.Of(8, 50);
        var random = new Random(1);
        for (var kill = 0; kill < kills; kill++)
        {
            // Given
            var before = await forge.TipAsync();
            using (var process = BumpProcess.Start(forge, "clone", "dev", Forge.NewDigest, $"killed-{kill}-"))
            {
                using var moment = new CancellationTokenSource(Span * (0.2 + (0.8 * random.NextDouble())));
                await Eventually.HoldsAsync(() => moment.IsCancellationRequested, "the moment has come");

                // When
                await process.KillAsync(withChildren: kill % 2 == 0);
            }

            // Then the branch is where it was or one whole commit further
            Assert.Contains(before, await forge.GitAsync("rev-list", "--max-count=2", "main"));
            Assert.Empty(await forge.GitAsync("fsck", "--connectivity-only", "--no-dangling"));
            var expected = $"next-{kill}-1";
            using var next = BumpProcess.Start(forge, "clone", "dev", Forge.NewDigest, $"next-{kill}-");
            await next.EndAsync();
            Assert.Equal(expected, (await new OverlayReader(forge.Repository("reader")).ReadAsync("dev", "app", null, default))?.NewTag);
        }
    }
}
