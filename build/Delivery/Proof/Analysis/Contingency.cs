using MathNet.Numerics.Distributions;

namespace GitOpsDemo.Delivery.Proof.Analysis;

/// <summary>How many requests there were before and after, and how many of them were bad.</summary>
internal readonly record struct Contingency(long BadBefore, long Before, long BadAfter, long After)
{
    /// <summary>Below that many expected in a cell the normal distribution is no good approximation.</summary>
    private const double FewExpected = 10;

    /// <summary>Up to here the exact test is a sum of so few terms that it takes no time.</summary>
    private const long MostTerms = 10_000;

    public double RatioBefore => Before == 0 ? 0 : (double)BadBefore / Before;

    public double RatioAfter => After == 0 ? 0 : (double)BadAfter / After;

    private long Bad => BadBefore + BadAfter;

    private long All => Before + After;

    /// <summary>How many bad ones of after are expected when nothing has changed.</summary>
    private double Expected => (double)Bad * After / All;

    /// <summary>Of the hypergeometric distribution.</summary>
    private double Variance => All < 2 ? 0 : (double)Bad * (All - Bad) / All * Before / All * After / (All - 1);

    /// <summary>
    /// How probable so many bad ones after, or more, are when nothing has changed: for few by Fisher's exact test, else by the z test of
    /// two proportions (NIST/SEMATECH e-Handbook of Statistical Methods, 7.3.3).
    /// </summary>
    public double P()
    {
        if (Before == 0 || After == 0 || Bad == 0)
        {
            return 1;
        }

        var fewest = Math.Min(Bad, All - Bad) * (double)Math.Min(Before, After) / All;
        if (fewest < FewExpected && BadBefore <= MostTerms && All <= int.MaxValue)
        {
            return Hypergeometric.CDF((int)All, (int)Bad, (int)Before, BadBefore);
        }

        var pooled = (double)Bad / All;
        var error = Math.Sqrt(pooled * (1 - pooled) * (1.0 / Before + 1.0 / After));
        return error == 0 ? 1 : Normal.CDF(0, 1, (RatioBefore - RatioAfter) / error);
    }

    /// <summary>The same of several tables together, each compared within itself: a route that got more traffic changes nothing.</summary>
    /// <remarks>
    /// N. Mantel, W. Haenszel: Statistical aspects of the analysis of data from retrospective studies. JNCI 22 (1959), 719–748.
    /// </remarks>
    public static double P(IEnumerable<Contingency> tables)
    {
        var (excess, variance) = (0.0, 0.0);
        foreach (var table in tables.Where(table => table is { Before: > 0, After: > 0 }))
        {
            excess += table.BadAfter - table.Expected;
            variance += table.Variance;
        }

        return variance == 0 ? 1 : Normal.CDF(0, 1, (0.5 - excess) / Math.Sqrt(variance));
    }

    /// <summary>How many requests, before and after each, it takes to find a change of a ratio in four of five cases.</summary>
    /// <remarks>J. L. Fleiss, B. Levin, M. C. Paik: Statistical Methods for Rates and Proportions, 3rd ed. (2003), 4.1.</remarks>
    public static long Needed(double ratio, double change, double significance)
    {
        const double Power = 0.8;
        var worse = Math.Min(ratio + change, 1);
        var z = Normal.InvCDF(0, 1, 1 - significance) + Normal.InvCDF(0, 1, Power);
        return (long)Math.Ceiling(z * z * (ratio * (1 - ratio) + worse * (1 - worse)) / (change * change));
    }
}
