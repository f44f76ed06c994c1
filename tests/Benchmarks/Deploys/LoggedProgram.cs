using System.Globalization;
using System.Text.RegularExpressions;

namespace GitOpsDemo.Benchmarks.Deploys;

/// <summary>A program that a build ran, by the build's log.</summary>
/// <param name="Words">Its name and arguments.</param>
/// <param name="Start">When it began, as a time of day (UTC).</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record LoggedProgram(IReadOnlyList<string> Words, TimeSpan Start, double Seconds)
{
    private static readonly Regex Begin = new(@"^(?<time>\d\d:\d\d:\d\d\.\d{3}) \$ (?<command>.+)$");
    private static readonly Regex EndOf = new(@"^-- .+ after (?<seconds>[0-9.]+) s$");
    private static readonly Regex Word = new(@"'[^']*'|\S+");

    /// <summary>When it ended.</summary>
    public TimeSpan End => Start + TimeSpan.FromSeconds(Seconds);

    /// <summary>Those of a log, by when they began.</summary>
    public static IReadOnlyList<LoggedProgram> Read(string log)
    {
        var programs = new List<LoggedProgram>();
        Match? begin = null;
        foreach (var line in File.ReadLines(log))
        {
            if (Begin.Match(line) is { Success: true } found)
            {
                begin = found;
            }
            else if (begin is not null && EndOf.Match(line) is { Success: true } end)
            {
                programs.Add(new(
                    [.. Word.Matches(begin.Groups["command"].Value).Select(word => word.Value.Trim('\''))],
                    TimeSpan.Parse(begin.Groups["time"].Value, CultureInfo.InvariantCulture),
                    double.Parse(end.Groups["seconds"].Value, CultureInfo.InvariantCulture)));
                begin = null;
            }
        }

        return [.. programs.OrderBy(program => program.Start)];
    }
}
