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
        var lines = (await candidate.InProcess.OutputAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '));
        return new(
            candidate,
            lines.ToDictionary(line => line[0], line => (double.Parse(line[1], CultureInfo.InvariantCulture), long.Parse(line[2], CultureInfo.InvariantCulture))),
            await PageTiming.MeasureAsync(candidate),
            await WithAndWithout.MeasureAsync(candidate, options));
    }
}
