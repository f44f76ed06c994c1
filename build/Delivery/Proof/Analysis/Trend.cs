using GitOpsDemo.Delivery.Monitoring.Prometheus;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace GitOpsDemo.Delivery.Proof.Analysis;

/// <summary>How fast something grows.</summary>
/// <param name="Slope">Per second.</param>
/// <param name="Error">The standard error of it.</param>
/// <param name="Freedom">The degrees of freedom of that error.</param>
/// <remarks>
/// Samples that follow each other are alike, and count for fewer: B. D. Santer et al.: Statistical significance of trends. J. Geophys. Res.
/// 105 (2000), 7337–7356.
/// </remarks>
internal readonly record struct Trend(double Slope, double Error, double Freedom)
{
    /// <summary>With fewer no slope is told from chance.</summary>
    public const int Fewest = 8;

    /// <summary>As many pairs are 100,000: of a longer series every second sample, or third, is enough.</summary>
    private const int Most = 450;

    /// <summary>Of a gauge, by the median of the slopes between all pairs of its samples: single jumps do not move it.</summary>
    /// <returns>Null where there are too few samples.</returns>
    /// <remarks>P. K. Sen: Estimates of the regression coefficient based on Kendall's tau. JASA 63 (1968), 1379–1389.</remarks>
    public static Trend? OfGauge(IReadOnlyList<Sample> samples)
    {
        var seen = Scrapes(samples);
        if (seen.Count < Fewest)
        {
            return StandsStill(samples, seen);
        }

        var step = 1 + seen.Count / Most;
        seen = [.. seen.Where((_, index) => index % step == 0)];
        var slopes = new List<double>(seen.Count * (seen.Count - 1) / 2);
        for (var later = 1; later < seen.Count; later++)
        {
            for (var earlier = 0; earlier < later; earlier++)
            {
                slopes.Add((seen[later].Value - seen[earlier].Value) / (seen[later].UnixSeconds - seen[earlier].UnixSeconds));
            }
        }

        slopes.Sort();
        var slope = SortedArrayStatistics.Median([.. slopes]);
        var dependence = Dependence(seen.ConvertAll(sample => sample.Value - slope * (sample.UnixSeconds - seen[0].UnixSeconds)));
        return new(slope, ErrorOf(slopes, seen.Count) * Math.Sqrt(dependence), Math.Max(1, seen.Count / dependence - 2));
    }

    /// <summary>
    /// Of a counter, by the mean of its rates from scrape to scrape. (A slope through the counts themselves would look surer than it is:
    /// each has all chance of those before it.) Where it fell it began again, and tells nothing.
    /// </summary>
    /// <returns>Null where there are too few samples.</returns>
    public static Trend? OfCounter(IReadOnlyList<Sample> samples)
    {
        var seen = Scrapes(samples);
        List<double> rates =
        [
            .. seen.Zip(seen.Skip(1), (earlier, later) => (later.Value - earlier.Value) / (later.UnixSeconds - earlier.UnixSeconds))
                .Where(rate => rate >= 0),
        ];
        if (rates.Count < Fewest)
        {
            return StandsStill(samples, seen);
        }

        var dependence = Dependence(rates);
        var error = rates.StandardDeviation() * Math.Sqrt(dependence / rates.Count);
        return new(rates.Mean(), error, Math.Max(1, rates.Count / dependence - 1));
    }

    /// <summary>How probable such a difference, or a larger one, is when nothing has changed.</summary>
    /// <remarks>B. L. Welch: The generalization of "Student's" problem. Biometrika 34 (1947), 28–35.</remarks>
    public double PAbove(Trend before)
    {
        var (now, then) = (Error * Error, before.Error * before.Error);
        if (now + then == 0)
        {
            return Slope > before.Slope ? 0 : 1;
        }

        var freedom = (now + then) * (now + then) / (now * now / Freedom + then * then / before.Freedom);
        return StudentT.CDF(0, 1, freedom, (before.Slope - Slope) / Math.Sqrt(now + then));
    }

    /// <summary>In the order of time. A sample that repeats the last one is the same scrape, or nothing has happened.</summary>
    private static List<Sample> Scrapes(IReadOnlyList<Sample> samples) =>
        [.. samples.Where((sample, index) => index == 0 || sample.Value != samples[index - 1].Value)];

    private static Trend? StandsStill(IReadOnlyList<Sample> samples, List<Sample> seen) =>
        seen.Count == 1 && samples.Count >= Fewest ? new(0, 0, samples.Count) : null;

    /// <summary>From the confidence interval of the slope, whose ends are slopes in the order of their size.</summary>
    private static double ErrorOf(List<double> slopes, int samples)
    {
        const double Width = 1.96;
        var half = Width * Math.Sqrt(samples * (samples - 1.0) * (2 * samples + 5) / 18) / 2;
        var middle = (slopes.Count - 1) / 2.0;
        var (low, high) = (Math.Max(0, (int)(middle - half)), Math.Min(slopes.Count - 1, (int)Math.Ceiling(middle + half)));
        return (slopes[high] - slopes[low]) / (2 * Width);
    }

    /// <summary>By how much the variance is larger than that of independent samples.</summary>
    private static double Dependence(List<double> rest)
    {
        var mean = rest.Average();
        var (together, alone) = (0.0, 0.0);
        for (var index = 0; index < rest.Count; index++)
        {
            alone += (rest[index] - mean) * (rest[index] - mean);
            together += index == 0 ? 0 : (rest[index] - mean) * (rest[index - 1] - mean);
        }

        var correlation = alone == 0 ? 0 : Math.Clamp(together / alone, 0, 0.95);
        return (1 + correlation) / (1 - correlation);
    }
}
