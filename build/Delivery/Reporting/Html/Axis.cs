namespace GitOpsDemo.Delivery.Reporting.Html;

/// <summary>A scale from values to positions, with ticks at round numbers.</summary>
/// <param name="From">The smallest value.</param>
/// <param name="To">The largest value; more than <paramref name="From"/>.</param>
/// <param name="Step">The distance of two ticks.</param>
internal sealed record Axis(double From, double To, double Step)
{
    private static readonly double[] RoundSteps = [1, 2, 2.5, 5, 10];

    /// <summary>Seconds that people count time in.</summary>
    private static readonly double[] TimeSteps = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400];

    /// <summary>The values of the ticks.</summary>
    public IEnumerable<double> Ticks
    {
        get
        {
            for (var tick = Math.Ceiling(From / Step - 1e-9) * Step; tick <= To + (Step * 1e-9); tick += Step)
            {
                // Without the sum nothing would be written as -0.
                yield return tick + 0.0;
            }
        }
    }

    /// <summary>For values: it begins at 0 unless some are less, and ends at a round number above the largest.</summary>
    public static Axis OfValues(IReadOnlyCollection<double> values, int ticks)
    {
        var (least, most) = (Math.Min(0, values.DefaultIfEmpty(0).Min()), values.DefaultIfEmpty(1).Max());
        var span = most > least ? most - least : 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(span / ticks)));
        var step = power * RoundSteps.First(round => round * power >= span / ticks * (1 - 1e-9));
        return new(Math.Floor(least / step) * step, Math.Ceiling((least + span) / step - 1e-9) * step, step);
    }

    /// <summary>For moments, in seconds since 1970: exactly from the first to the last.</summary>
    public static Axis OfTime(double first, double last, int ticks)
    {
        var end = Math.Max(last, first + 1);
        return new(first, end, TimeSteps.FirstOrDefault(step => step * ticks >= end - first, TimeSteps[^1]));
    }

    /// <summary>Where a value is, from 0 to 1.</summary>
    public double Share(double value) => (value - From) / (To - From);
}
