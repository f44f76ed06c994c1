namespace GitOpsDemo.Delivery.Proof.Analysis;

/// <summary>One thing in which a version is compared with the one before.</summary>
/// <param name="Id">A stable id, such as <c>soak/errorRatio</c>; that of one route ends with the route.</param>
/// <param name="Title">What holds when it is no worse.</param>
/// <param name="P">How probable such a difference is when nothing has changed.</param>
/// <param name="IsBeyondLimit">Whether the difference is larger than the settings file allows.</param>
/// <param name="Found">Both figures, and what is allowed.</param>
internal sealed record Comparison(string Id, string Title, double P, bool IsBeyondLimit, string Found)
{
    /// <summary>Whether it is of all routes, and so shown whatever came out.</summary>
    public bool IsOfAll { get; init; } = true;

    /// <summary>Whether it was counted, as restarts are: then there is no chance to tell of.</summary>
    public bool IsCounted { get; init; }

    /// <summary>How many requests more it would take to find a difference of the limit; 0 where there were enough.</summary>
    public long Missing { get; init; }

    /// <summary>Why nothing could be compared; null where it was.</summary>
    public string? Skipped { get; init; }

    /// <summary>Nothing could be compared.</summary>
    public static Comparison None(string id, string title, string why) => new(id, title, 1, false, "") { Skipped = why };
}

/// <summary>What comparisons came to.</summary>
/// <param name="Checks">One for each of all routes, and for each route that is worse.</param>
/// <param name="Seen">What was compared, in a few words.</param>
/// <param name="Inconclusive">What is missing for a verdict; null where there is one.</param>
public sealed record Judgement(IReadOnlyList<CheckResult> Checks, string Seen, string? Inconclusive)
{
    /// <summary>
    /// A comparison fails when its difference is larger than the limit and significant: by the step-down procedure of S. Holm (A simple
    /// sequentially rejective multiple test procedure. Scand. J. Stat. 6 (1979), 65–70), so that of all comparisons together no larger
    /// share than <paramref name="significance"/> fails by chance.
    /// </summary>
    internal static Judgement Of(IReadOnlyList<Comparison> comparisons, double significance, string seen, string next)
    {
        var tested = comparisons.Where(comparison => comparison.Skipped is null).OrderBy(comparison => comparison.P).ToList();
        var significant = tested.TakeWhile((comparison, index) => comparison.P <= significance / (tested.Count - index)).ToHashSet();
        var checks = new List<CheckResult>();
        foreach (var comparison in comparisons)
        {
            if (significant.Contains(comparison) && comparison.IsBeyondLimit)
            {
                checks.Add(CheckResult.Fail(
                    comparison.Id,
                    comparison.Title,
                    comparison.Found + (comparison.IsCounted ? "" : Chance(comparison.P)),
                    "What runs now is worse than what ran before",
                    next));
            }
            else if (comparison.IsOfAll)
            {
                checks.Add(Unfailed(comparison));
            }
        }

        var missing = comparisons.Select(comparison => comparison.Missing).DefaultIfEmpty(0).Max();
        return new(checks, seen, missing == 0 ? null : $"{Figures.Count(missing)} more requests are needed, before and after each");
    }

    private static CheckResult Unfailed(Comparison comparison) =>
        comparison.Skipped is { } why ? CheckResult.Skip(comparison.Id, comparison.Title, why)
        : comparison.Missing > 0 ? CheckResult.Warn(
            comparison.Id,
            comparison.Title,
            $"inconclusive: {comparison.Found}; {Figures.Count(comparison.Missing)} requests are missing",
            "A difference of the limit would not be found in so few requests",
            "a longer --soak, or analysis.traffic in the settings file")
        : CheckResult.Pass(comparison.Id, comparison.Title, comparison.Found);

    private static string Chance(double p) =>
        $"; by chance in {(p < 1e-6 ? "fewer than 1 of 1,000,000" : Figures.Percent(p) + " of")} cases";
}
