namespace GitOpsDemo.Benchmarks;

internal static class Statistics
{
    /// <summary>The middle one of the values in order.</summary>
    public static double Median(this IEnumerable<double> values)
    {
        var ordered = values.Order().ToList();
        return ordered[ordered.Count / 2];
    }
}
