namespace GitOpsDemo.Delivery;

/// <summary>Finds what a person meant to type.</summary>
public static class Nearest
{
    /// <summary>Nothing longer is a typing error.</summary>
    private const int LongestTyped = 40;

    /// <summary>The candidate that is a typing error away; null when none is near.</summary>
    public static string? Of(string typed, IEnumerable<string> candidates)
    {
        if (typed.Length > LongestTyped)
        {
            return null;
        }

        var nearest = candidates
            .Select(candidate => (candidate, distance: Distance(typed.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .OrderBy(pair => pair.distance)
            .FirstOrDefault();
        return nearest.candidate is not null && nearest.distance <= Math.Max(2, typed.Length / 3) ? nearest.candidate : null;
    }

    /// <summary>The end of a sentence: <c>. Did you mean X?</c>, or a full stop when no candidate is near.</summary>
    public static string Hint(string typed, IEnumerable<string> candidates) =>
        Of(typed, candidates) is { } name ? $". Did you mean {name}?" : ".";

    /// <summary>A problem as a sentence, whether or not a hint has ended it.</summary>
    public static string Sentence(string problem) => problem is [.., '.' or '?'] ? problem : problem + ".";

    /// <summary>The least number of inserted, deleted, replaced or swapped letters (optimal string alignment).</summary>
    private static int Distance(string one, string other)
    {
        var cost = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
            {
                cost[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(
                        Math.Min(cost[i - 1, j] + 1, cost[i, j - 1] + 1),
                        cost[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[one.Length, other.Length];
    }
}
