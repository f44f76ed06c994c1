using System.Globalization;
using System.Text.RegularExpressions;

namespace GitOpsDemo.Build.Kubernetes;

/// <summary>Reads the times of <c>helm list</c>, which are Go's, such as <c>2026-11-22 10:49:24.324106359 +0000 UTC</c>.</summary>
internal static partial class HelmTime
{
    /// <summary>The time, to the second.</summary>
    public static DateTimeOffset Parse(string text) =>
        Go().Match(text) is { Success: true } match
        && DateTimeOffset.TryParseExact(
            $"{match.Groups["time"].Value} {match.Groups["hours"].Value}:{match.Groups["minutes"].Value}",
            "yyyy-MM-dd HH:mm:ss zzz",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var time)
            ? time
            : throw new FormatException($"'{text}' is no time of helm.");

    [GeneratedRegex(@"^(?<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(\.\d+)? (?<hours>[+-]\d\d)(?<minutes>\d\d)", RegexOptions.ExplicitCapture)]
    private static partial Regex Go();
}
