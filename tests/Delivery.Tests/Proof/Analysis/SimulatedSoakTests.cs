using System.Globalization;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Proof.Analysis;
using Xunit.Abstractions;

namespace GitOpsDemo.Delivery.Tests.Proof.Analysis;

/// <summary>
/// What soaks of two minutes find, and how often they find what is not there, on counts that are drawn: always the same ones.
/// </summary>
public sealed class SimulatedSoakTests(ITestOutputHelper output)
{
    private const int Seed = 20_261_130;
    private const int Soaks = 200;

    private static readonly TimeSpan Length = TimeSpan.FromMinutes(2);

    private static readonly AnalysisSettings Default = new();

    /// <summary>What is worse by anything at all fails, if it is no chance: the promise without the help of the limits.</summary>
    private static readonly AnalysisSettings WithoutLimits = new()
    {
        ErrorRatio = 1e-9,
        LatencyP95 = 0,
        LatencyShift = 0,
        LatencyFloor = TimeSpan.Zero,
        Memory = 0,
        Cpu = 0,
        ErrorLines = 0,
    };

    public static TheoryData<string, string> Regressions => new()
    {
        { "+2 % errors", "soak/errorRatio" },
        { "+30 % on one route", "soak/latency.+/GET /orders" },
        { "a leak of 1 MiB/s", "soak/memory" },
        { "one restart", "soak/restarts" },
        { "errors in the log", "soak/errorLines" },
    };

    [Theory]
    [InlineData(100)]
    [InlineData(10)]
    public void Of_two_hundred_soaks_of_equal_versions_no_more_fail_than_promised(int perSecond)
    {
        var (alarms, bare, threshold) = (0, 0, 0);
        var random = new Random(Seed + perSecond);
        for (var soak = 0; soak < Soaks; soak++)
        {
            var (failed, _, fired) = new SimulatedSoak(random, perSecond, Length).Run(Default, new());
            alarms += failed.Count > 0 ? 1 : 0;
            threshold += fired ? 1 : 0;
            bare += new SimulatedSoak(random, perSecond, Length).Run(WithoutLimits, new()).Failed.Count > 0 ? 1 : 0;
        }

        output.WriteLine(
            $"{Soaks} soaks of equal versions at {perSecond} requests/s: {alarms} false alarms, {bare} without the limits, "
                + $"{threshold} of a plain threshold on the means");
        Assert.InRange(alarms, 0, Soaks * Default.Significance);
        Assert.InRange(bare, 0, Soaks * Default.Significance);
    }

    [Theory]
    [MemberData(nameof(Regressions))]
    public void A_regression_is_found_within_the_soak_and_named_with_both_figures(string name, string id)
    {
        const int Runs = 20;
        var regression = Of(name);
        var random = new Random(Seed);
        var (found, threshold) = (0, 0);
        var evidence = "";
        for (var run = 0; run < Runs; run++)
        {
            var (failed, _, fired) = new SimulatedSoak(random, 100, Length).Run(Default, regression);
            threshold += fired ? 1 : 0;
            if (failed.FirstOrDefault(check => Regex.IsMatch(check.Id, $"^{id}$")) is { } check)
            {
                found++;
                evidence = check.Evidence;
            }
        }

        output.WriteLine($"{name}: found in {found} of {Runs} soaks, by a plain threshold on the means in {threshold}: {evidence}");

        // Of two minutes 90 s count for latencies: the replicas are warm then.
        Assert.InRange(found, Runs - 1, Runs);
        Assert.Contains("before", evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_little_traffic_is_no_pass_and_says_how_much_is_missing()
    {
        var (failed, last, _) = new SimulatedSoak(new Random(Seed), perSecond: 1, Length).Run(Default, new());

        Assert.Empty(failed);
        Assert.Matches("^[0-9,]+ more requests are needed, before and after each$", last.Inconclusive);
        Assert.Contains(last.Checks, check => check is { Id: "soak/errorRatio", Verdict: Delivery.Proof.Verdict.Warning });
    }

    [Fact]
    public void A_thousand_routes_take_ten_times_what_a_hundred_do()
    {
        var (hundred, thousand) = (Allocated(100), Allocated(1000));

        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"100 routes: {hundred / 1e6:0.0} MB, 1,000 routes: {thousand / 1e6:0.0} MB"));
        Assert.InRange(thousand, hundred * 5, hundred * 15);
    }

    private static long Allocated(int routes)
    {
        var measured = new Measurement
        {
            Requests = Enumerable.Range(0, routes).ToDictionary(route => $"/{route}", _ => new RequestCount(1000, 1)),
            Latency = Enumerable.Range(0, routes).ToDictionary(
                route => $"/{route}", _ => LatencyBuckets.OfCumulative(
                    Enumerable.Range(1, 14).Select(bound => (bound / 10.0, bound * 70.0)))),
        };
        var begin = GC.GetAllocatedBytesForCurrentThread();
        var comparisons = new VersionComparison(measured, measured, Default, 0.01).Make();
        Judgement.Of(comparisons, 0.01, "", "");

        Assert.Equal(3 * routes + 7, comparisons.Count);
        return GC.GetAllocatedBytesForCurrentThread() - begin;
    }

    private static Regression Of(string name) => name switch
    {
        "+2 % errors" => new() { MoreErrors = 0.02 },
        "+30 % on one route" => new() { Slower = 1.3 },
        "a leak of 1 MiB/s" => new() { LeakPerSecond = 1024 * 1024 },
        "one restart" => new() { Restarts = 1 },
        _ => new() { ErrorLinesPerRequest = 0.005 },
    };
}
