using System.Diagnostics;

namespace GitOpsDemo.Benchmarks.Deploys;

/// <summary>
/// The programs of a build, run alone in another copy that is in the same state: one after another, or side by side where the build ran
/// them so. What talks to servers or to the repository (git, docker) is not done twice: it counts as long as it took.
/// </summary>
internal static class BareCommands
{
    private static readonly string[] Repeatable = ["dotnet", "kubectl", "promtool"];

    /// <summary>How many seconds they take.</summary>
    public static async Task<double> SecondsAsync(IReadOnlyList<LoggedProgram> programs, Copy from, Copy at)
    {
        from.Give(at);
        var start = Stopwatch.GetTimestamp();
        foreach (var group in SideBySide(programs))
        {
            await Task.WhenAll(Lanes(group).Select(async lane =>
            {
                foreach (var program in lane)
                {
                    await RepeatAsync(program, from, at);
                }
            }));
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task RepeatAsync(LoggedProgram program, Copy from, Copy at)
    {
        if (!Repeatable.Contains(program.Words[0]))
        {
            await Task.Delay(TimeSpan.FromSeconds(program.Seconds));
            return;
        }

        var words = program.Words.Select(word => word.Replace(from.Root, at.Root, StringComparison.Ordinal)).ToList();
        var run = await at.RunAsync(GitOpsDemo.Testing.TestTools.Find(words[0]) ?? words[0], words[1..]);
        if (run.ExitCode != 0)
        {
            throw new InvalidOperationException($"`{string.Join(' ', words)}` fails alone: {run.Output}{run.Error}");
        }
    }

    /// <summary>Groups of programs whose times overlap.</summary>
    private static List<List<LoggedProgram>> SideBySide(IReadOnlyList<LoggedProgram> programs)
    {
        var groups = new List<List<LoggedProgram>>();
        foreach (var program in programs)
        {
            if (groups.Count > 0 && program.Start < groups[^1].Max(other => other.End))
            {
                groups[^1].Add(program);
            }
            else
            {
                groups.Add([program]);
            }
        }

        return groups;
    }

    /// <summary>As many rows of programs, one after another, as ran at the same time.</summary>
    private static List<List<LoggedProgram>> Lanes(List<LoggedProgram> group)
    {
        var lanes = new List<List<LoggedProgram>>();
        foreach (var program in group)
        {
            if (lanes.Find(lane => lane[^1].End <= program.Start) is { } free)
            {
                free.Add(program);
            }
            else
            {
                lanes.Add([program]);
            }
        }

        return lanes;
    }
}
