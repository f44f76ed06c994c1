using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace GitOpsDemo.Delivery.Manifests;

/// <summary>
/// Amounts of CPU and memory as Kubernetes writes them: <c>100m</c>, <c>192Mi</c>, <c>1.5Gi</c>, <c>2e3</c>
/// (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/).
/// </summary>
public static class Quantity
{
    private static readonly Regex Pattern = new(@"
        ^(?:
            (?<number>[0-9]{1,18}(?:\.[0-9]{1,18})?[eE][+-]?[0-9]{1,2}) |
            (?<number>[0-9]{1,18}(?:\.[0-9]{1,18})?)(?<suffix>[numkMGTPE]|[KMGTPE]i)?
        )\z", RegexOptions.IgnorePatternWhitespace);

    private static readonly Dictionary<string, double> Suffixes = new (string Suffix, double Factor)[]
    {
        ("n", 1e-9), ("u", 1e-6), ("m", 1e-3), ("", 1),
        ("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("P", 1e15), ("E", 1e18),
        ("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("Ti", 1L << 40), ("Pi", 1L << 50), ("Ei", 1L << 60),
    }.ToDictionary();

    /// <summary>Reads an amount: bytes for memory, cores for CPU.</summary>
    /// <returns>Whether the text is one.</returns>
    public static bool TryParse(string text, out double amount)
    {
        var match = Pattern.Match(text);
        if (!match.Success)
        {
            amount = 0;
            return false;
        }

        amount = double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) * Suffixes[match.Groups["suffix"].Value];
        return true;
    }
}

/// <summary>
/// Durations as Prometheus writes them: whole numbers with the units y, w, d, h, m, s, ms, the largest first, each at most once
/// (https://prometheus.io/docs/prometheus/latest/querying/basics/#float-literals-and-time-durations).
/// </summary>
public static class PrometheusDuration
{
    private static readonly Regex Pattern = new(@"
        ^(?:(?<y>[0-9]{1,18})y)?
        (?:(?<w>[0-9]{1,18})w)?
        (?:(?<d>[0-9]{1,18})d)?
        (?:(?<h>[0-9]{1,18})h)?
        (?:(?<m>[0-9]{1,18})m)?
        (?:(?<s>[0-9]{1,18})s)?
        (?:(?<ms>[0-9]{1,18})ms)?\z", RegexOptions.IgnorePatternWhitespace);

    private static readonly (string Unit, long Milliseconds)[] Units =
        [("y", 31_536_000_000), ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

    /// <summary>Reads a duration.</summary>
    /// <returns>Whether the text is one.</returns>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var match = Pattern.Match(text);
        if (!match.Success || text.Length == 0)
        {
            return text == "0";
        }

        var milliseconds = 0m;
        foreach (var (unit, length) in Units)
        {
            if (match.Groups[unit] is { Success: true, Value: var number })
            {
                milliseconds += decimal.Parse(number, CultureInfo.InvariantCulture) * length;
            }
        }

        // Prometheus counts nanoseconds in 64 bits.
        if (milliseconds > long.MaxValue / 1_000_000)
        {
            return false;
        }

        duration = TimeSpan.FromMilliseconds((long)milliseconds);
        return true;
    }

    /// <summary>Writes a duration, to the millisecond, in the units h, m, s and ms.</summary>
    public static string Format(TimeSpan duration)
    {
        var rest = (long)duration.TotalMilliseconds;
        var text = new StringBuilder();
        foreach (var (unit, length) in Units[3..])
        {
            if (rest >= length)
            {
                text.Append(CultureInfo.InvariantCulture, $"{rest / length}{unit}");
                rest %= length;
            }
        }

        return text.Length == 0 ? "0s" : text.ToString();
    }
}
