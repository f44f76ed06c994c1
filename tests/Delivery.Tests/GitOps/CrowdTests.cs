using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.GitOps;

[Trait(Traits.Category, Traits.Integration)]
public sealed class CrowdTests
{
    [Fact]
    public async Task Many_processes_that_bump_different_overlays_at_once_lose_no_commit()
    {
        // Given
        var (processes, bumps) = (Scale.Of(6, 24), Scale.Of(3, 5));
        var environments = Enumerable.Range(0, processes).Select(number => $"env{number}").ToArray();
        using var forge = await Forge.StartAsync(environments);

        // When
        var running = environments.Select(name => BumpProcess.Start(forge, name, name, Forge.NewDigest, "2.0.", bumps)).ToList();
        var commits = (await Task.WhenAll(running.Select(process => process.EndAsync()))).SelectMany(lines => lines).ToList();
        running.ForEach(process => process.Dispose());

        // Then
        Assert.Equal(1 + (processes * bumps), await forge.CommitsAsync());
        Assert.All(commits, commit => Assert.InRange(commit.Tries, 1, GitOpsRepository.MaximumTries));
        var history = (await forge.GitAsync("rev-list", "main")).Split('\n');
        Assert.All(commits, commit => Assert.Contains(commit.Commit, history));
        Assert.Empty(await forge.GitAsync("rev-list", "--min-parents=2", "main"));
        foreach (var name in environments)
        {
            Assert.Equal($"2.0.{bumps}", (await new OverlayReader(forge.Repository()).ReadAsync(name, "app", null, default))?.NewTag);
        }
    }

    [Fact]
    public async Task Of_two_that_bump_the_same_overlay_the_later_wins_and_both_say_what_happened()
    {
        // Given a bump that another one overtakes between its fetch and its push
        using var forge = await Forge.StartAsync();
        BumpResult? first = null;
        var later = new ImageBump(
            forge.Repository("later", new InterceptingRunner(forge.Runner)
            {
                Before = command =>
                {
                    if (command.Arguments.Contains("commit"))
                    {
                        first ??= forge.ImageBump("first").BumpAsync(
                            Forge.Bump("dev", "1.4.0", Forge.OldDigest), default).GetAwaiter().GetResult();
                    }

                    return command;
                },
            }),
            forge.Log);

        // When
        var second = await later.BumpAsync(Forge.Bump("dev", "1.5.0"), default);

        // Then
        Assert.Equal("1.5.0", (await new OverlayReader(forge.Repository()).ReadAsync("dev", "app", null, default))?.NewTag);
        Assert.Equal((3, 2), (await forge.CommitsAsync(), second.Commit.Tries));
        Assert.Equal("1.3.0", first!.Overlays[0].Before?.NewTag);
        Assert.Equal("1.4.0", second.Overlays[0].Before?.NewTag);
        Assert.Contains(forge.Log.Lines, line => line.StartsWith("someone else pushed first", StringComparison.Ordinal));
    }
}
