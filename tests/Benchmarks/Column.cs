using System.Globalization;
using GitOpsDemo.Benchmarks.OverHttp;
using GitOpsDemo.Benchmarks.Peers;

namespace GitOpsDemo.Benchmarks;

/// <summary>All that was measured of one candidate.</summary>
internal sealed record Column(
    Candidate Candidate, IReadOnlyDictionary<string, (double Nanoseconds, long Bytes)> InProcess, PageTiming Page, WithAndWithout Service)
{
    public static async Task<Column> MeasureAsync(Candidate candidate, Options options)
    {
        Console.WriteLine($"measuring {candidate.Name} …");
        return new(
            candidate,
            Parse(await candidate.InProcess.OutputAsync()),
            await PageTiming.MeasureAsync(candidate),
            await WithAndWithout.MeasureAsync(candidate, options));
    }

    private static Dictionary<string, (double Nanoseconds, long Bytes)> Parse(string output) => output
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(' '))
        .ToDictionary(
            parts => parts[0],
            parts => (double.Parse(parts[1], CultureInfo.InvariantCulture), long.Parse(parts[2], CultureInfo.InvariantCulture)));
}
