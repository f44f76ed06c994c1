using MathNet.Numerics.Distributions;

namespace GitOpsDemo.Delivery.Proof.Analysis;

/// <summary>How many requests took how long: the increase of a histogram's buckets.</summary>
/// <param name="Bounds">The upper bound of each bucket, in seconds, rising; the last is infinite.</param>
/// <param name="Counts">How many fell into each.</param>
internal sealed record LatencyBuckets(IReadOnlyList<double> Bounds, IReadOnlyList<long> Counts)
{
    public long Total { get; } = Counts.Sum();

    /// <summary>
    /// Of cumulative counts, as Prometheus has them. Those of a histogram that was read while it changed may fall: a bucket has at least
    /// nothing.
    /// </summary>
    public static LatencyBuckets OfCumulative(IEnumerable<(double Bound, double Count)> buckets)
    {
        var (bounds, counts, below) = (new List<double>(), new List<long>(), 0L);
        foreach (var (bound, count) in buckets.OrderBy(bucket => bucket.Bound))
        {
            var upTo = Math.Max(below, (long)Math.Round(count));
            bounds.Add(bound);
            counts.Add(upTo - below);
            below = upTo;
        }

        return new(bounds, counts);
    }

    /// <summary>On fewer bounds: those that a histogram has in common with another one, and none below what nobody notices.</summary>
    public LatencyBuckets On(IReadOnlyList<double> bounds)
    {
        var counts = new long[bounds.Count];
        var at = 0;
        for (var bucket = 0; bucket < Bounds.Count; bucket++)
        {
            while (at < bounds.Count - 1 && bounds[at] < Bounds[bucket])
            {
                at++;
            }

            counts[at] += Counts[bucket];
        }

        return new(bounds, counts);
    }

    /// <summary>
    /// A quantile, between the bounds of its bucket in a straight line, as <c>histogram_quantile</c> has it: the last finite bound where it
    /// is above that.
    /// </summary>
    public double Quantile(double share)
    {
        var (rank, below) = (share * Total, 0L);
        for (var bucket = 0; bucket < Counts.Count; bucket++)
        {
            if (below + Counts[bucket] >= rank && Counts[bucket] > 0)
            {
                var lower = bucket == 0 ? 0 : Bounds[bucket - 1];
                return double.IsPositiveInfinity(Bounds[bucket])
                    ? lower
                    : lower + (Bounds[bucket] - lower) * (rank - below) / Counts[bucket];
            }

            below += Counts[bucket];
        }

        return 0;
    }

    /// <summary>How many took longer than a time, which may be inside of a bucket.</summary>
    public long Above(double seconds)
    {
        var above = 0.0;
        for (var bucket = 0; bucket < Counts.Count; bucket++)
        {
            var lower = bucket == 0 ? 0 : Bounds[bucket - 1];
            above += lower >= seconds ? Counts[bucket]
                : Bounds[bucket] <= seconds ? 0
                : double.IsPositiveInfinity(Bounds[bucket]) ? Counts[bucket]
                : Counts[bucket] * (Bounds[bucket] - seconds) / (Bounds[bucket] - lower);
        }

        return (long)Math.Round(above);
    }
}

/// <summary>The rank sum of Mann and Whitney, of counts in buckets: two requests in the same bucket are a tie.</summary>
/// <param name="Wins">In how many pairs the request of after is the slower one; a tie is half a pair.</param>
/// <param name="Before">How many there were before.</param>
/// <param name="After">How many there are now.</param>
/// <param name="Variance">Of <paramref name="Wins"/> when nothing has changed, which ties make smaller.</param>
/// <remarks>
/// H. B. Mann, D. R. Whitney: On a test of whether one of two random variables is stochastically larger than the other. Ann. Math. Stat. 18
/// (1947), 50–60; for ties: E. L. Lehmann: Nonparametrics (1975), 1.4.
/// </remarks>
internal readonly record struct RankSum(double Wins, double Before, double After, double Variance)
{
    /// <summary>The probability that a request is slower than one of before.</summary>
    public double Slower => Wins / (Before * After);

    public static RankSum Of(LatencyBuckets before, LatencyBuckets after)
    {
        var (wins, below, ties) = (0.0, 0.0, 0.0);
        for (var bucket = 0; bucket < after.Counts.Count; bucket++)
        {
            double b = before.Counts[bucket], a = after.Counts[bucket], tied = a + b;
            wins += a * (below + b / 2);
            below += b;
            ties += tied * tied * tied - tied;
        }

        double n = before.Total, m = after.Total, all = n + m;
        return new(wins, n, m, all < 2 ? 0 : n * m / 12 * (all + 1 - ties / (all * (all - 1))));
    }

    /// <summary>The same of several routes together, each compared within itself.</summary>
    public static double SlowerOf(IReadOnlyList<RankSum> routes)
    {
        var pairs = routes.Sum(route => route.Before * route.After / (route.Before + route.After));
        return pairs == 0 ? 0.5 : routes.Sum(route => route.Wins / (route.Before + route.After)) / pairs;
    }

    /// <summary>
    /// How probable answers so slow after, or slower, are when nothing has changed: of several routes together, each compared within
    /// itself.
    /// </summary>
    /// <remarks>P. van Elteren: On the combination of independent two-sample tests of Wilcoxon. Bull. ISI 37 (1960), 351–361.</remarks>
    public static double P(IEnumerable<RankSum> routes)
    {
        var (excess, variance) = (0.0, 0.0);
        foreach (var route in routes)
        {
            var weight = 1 / (route.Before + route.After + 1);
            excess += weight * (route.Wins - route.Before * route.After / 2);
            variance += weight * weight * route.Variance;
        }

        return variance == 0 ? 1 : Normal.CDF(0, 1, -excess / Math.Sqrt(variance));
    }
}
