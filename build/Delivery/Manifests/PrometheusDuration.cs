using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace GitOpsDemo.Delivery.Manifests;

/// <summary>
/// Durations as Prometheus writes them: whole numbers with the units y, w, d, h, m, s, ms, the largest first, each at most once
/// (https://prometheus.io/docs/prometheus/latest/querying/basics/#float-literals-and-time-durations).
/// </summary>
public static partial class PrometheusDuration
{
    private static readonly (string Unit, long Milliseconds)[] Units =
        [("y", 31_536_000_000), ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

    /// <summary>Reads a duration.</summary>
    /// <returns>Whether the text is one.</returns>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var match = Pattern().Match(text);
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

    [GeneratedRegex(@"
        ^(?:(?<y>[0-9]{1,18})y)?
        (?:(?<w>[0-9]{1,18})w)?
        (?:(?<d>[0-9]{1,18})d)?
        (?:(?<h>[0-9]{1,18})h)?
        (?:(?<m>[0-9]{1,18})m)?
        (?:(?<s>[0-9]{1,18})s)?
        (?:(?<ms>[0-9]{1,18})ms)?\z", RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Pattern();
}
