using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Delivery.Report;

/// <summary>Where the time of a run went, by external program.</summary>
public static class Timings
{
    private const int LongestCommand = 100;

    /// <summary>
    /// A line for each program with its time, its share of the whole and its command line, the longest first, and one for what is left.
    /// </summary>
    /// <param name="runs">What ran. Some may have run at the same time.</param>
    /// <param name="whole">The time of the run.</param>
    public static IEnumerable<string> Of(IReadOnlyList<ProgramRun> runs, TimeSpan whole)
    {
        foreach (var run in runs.OrderByDescending(run => run.Duration))
        {
            yield return Line(run.Duration, whole, Untrusted.Cut(run.Command, LongestCommand));
        }

        yield return Line(whole - Busy(runs), whole, "the build itself: no program ran");
    }

    private static string Line(TimeSpan duration, TimeSpan whole, string what) =>
        $"{duration.TotalSeconds,8:0.00} s {100 * duration / (whole > TimeSpan.Zero ? whole : TimeSpan.FromTicks(1)),5:0.0} %  {what}";

    /// <summary>How long at least one of them ran.</summary>
    private static TimeSpan Busy(IReadOnlyList<ProgramRun> runs)
    {
        var (busy, until) = (TimeSpan.Zero, DateTimeOffset.MinValue);
        foreach (var run in runs.OrderBy(run => run.Started))
        {
            var end = run.Started + run.Duration;
            if (end > until)
            {
                busy += end - (run.Started > until ? run.Started : until);
                until = end;
            }
        }

        return busy;
    }
}
