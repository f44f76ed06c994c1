using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Delivery.Proof.Analysis;
using MathNet.Numerics.Distributions;

namespace GitOpsDemo.Delivery.Tests.Proof.Analysis;

/// <summary>What is wrong with the new version of a simulated service.</summary>
internal sealed record Regression
{
    public double MoreErrors { get; init; }

    /// <summary>By what the answers of one route take longer.</summary>
    public double Slower { get; init; } = 1;

    public string SlowRoute { get; init; } = "GET /orders";

    public double LeakPerSecond { get; init; }

    public int Restarts { get; init; }

    public double ErrorLinesPerRequest { get; init; }
}

/// <summary>
/// A soak of a service with four routes, whose answers take log-normally distributed times, in the buckets of ours: the counts are drawn,
/// everything else is the product's own.
/// </summary>
internal sealed class SimulatedSoak(Random random, double perSecond, TimeSpan length)
{
    private const double Mebibyte = 1024 * 1024;
    private const double ErrorRatio = 0.001;

    /// <summary>The processor time that a fresh process spends on compiling, and how fast that fades, both in seconds.</summary>
    private const double CompilingSeconds = 4;
    private const double CompilingFades = 6;

    /// <summary>By what its answers take longer meanwhile.</summary>
    private const double SlowerWhileCold = 1.5;

    private static readonly double[] Bounds = [.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, double.PositiveInfinity];

    /// <summary>The share of each route, the logarithm of the median of its times, and their spread.</summary>
    private static readonly Dictionary<string, (double Share, double Log, double Spread)> Routes = new()
    {
        ["GET /"] = (0.55, Math.Log(0.008), 0.5),
        ["GET /orders"] = (0.30, Math.Log(0.030), 0.6),
        ["POST /orders"] = (0.10, Math.Log(0.090), 0.6),
        ["GET /reports"] = (0.05, Math.Log(0.200), 0.7),
    };

    private double _meanBefore;

    /// <summary>Soaks, and ends at the first look that finds something.</summary>
    /// <returns>What failed, and what a plain threshold on the means would have said at any look.</returns>
    public (IReadOnlyList<CheckResult> Failed, Judgement Last, bool ThresholdFired) Run(AnalysisSettings settings, Regression regression)
    {
        var before = new Drawn(this, new(), length, isFresh: false);
        before.GoOn(length);
        _meanBefore = before.MeanSeconds;
        var after = new Drawn(this, regression, length, isFresh: true);
        var fired = false;
        Judgement? last = null;
        for (var look = 0; look < SoakRun.Looks; look++)
        {
            after.GoOn(length / SoakRun.Looks);
            fired |= after.MeanSeconds > _meanBefore * (1 + settings.LatencyP95)
                || after.ErrorShare > before.ErrorShare + settings.ErrorRatio;
            var significance = settings.Significance / SoakRun.Looks;
            last = Judgement.Of(
                new VersionComparison(before.Measurement, after.Measurement, settings, significance).Make(), significance, "", "");
            if (last.Checks.Where(check => check.Verdict == Verdict.Fail).ToList() is { Count: > 0 } failed)
            {
                return (failed, last, fired);
            }
        }

        return ([], last!, fired);
    }

    /// <summary>What has been drawn of one version so far.</summary>
    /// <param name="soak">What is common to both versions.</param>
    /// <param name="regression">What is wrong with it.</param>
    /// <param name="length">How long the soak is.</param>
    /// <param name="isFresh">Whether its processes have just begun: they compile what they run.</param>
    private sealed class Drawn(SimulatedSoak soak, Regression regression, TimeSpan length, bool isFresh)
    {
        private readonly double _warm = isFresh ? VersionAnalysis.WarmUp.TotalSeconds : 0;

        private readonly Dictionary<string, (long[] Counts, long Total, long Failed)> _routes = Routes.Keys.ToDictionary(
            route => route, _ => (new long[Bounds.Length], 0L, 0L));

        private readonly List<Sample> _memory = [];
        private readonly List<Sample> _cpu = [];
        private double _seconds;
        private double _noise;
        private double _used;
        private double _time;
        private long _lines;

        public double MeanSeconds => _time / Total;

        public double ErrorShare => (double)_routes.Values.Sum(route => route.Failed) / Total;

        public Measurement Measurement => new()
        {
            Requests = _routes.ToDictionary(route => route.Key, route => new RequestCount(route.Value.Total, route.Value.Failed)),
            Latency = _routes.ToDictionary(route => route.Key, route => new LatencyBuckets(Bounds, [.. route.Value.Counts])),
            Memory = [.. _memory],
            Cpu = new([.. _cpu.Where(sample => sample.UnixSeconds >= _warm)], soak.PerSecond),
            Restarts = _seconds >= length.TotalSeconds / 2 ? regression.Restarts : 0,
            ErrorLines = _lines,
        };

        private long Total => _routes.Values.Sum(route => route.Total);

        public void GoOn(TimeSpan span)
        {
            var isWarm = _seconds >= _warm;
            foreach (var (route, (share, log, spread)) in Routes)
            {
                var requests = Poisson.Sample(soak.Random, soak.PerSecond * share * span.TotalSeconds);
                var shift = route == regression.SlowRoute ? Math.Log(regression.Slower) : 0;
                var (counts, total, failed) = _routes[route];
                for (var request = 0; request < requests; request++)
                {
                    var seconds = LogNormal.Sample(soak.Random, log + shift, spread) * (isWarm ? 1 : SlowerWhileCold);
                    _time += seconds;
                    counts[Array.FindIndex(Bounds, bound => seconds <= bound)] += isWarm ? 1 : 0;
                }

                failed += Binomial.Sample(soak.Random, ErrorRatio + regression.MoreErrors, requests);
                _routes[route] = (counts, total + requests, failed);
                _lines += Poisson.Sample(soak.Random, 1e-9 + requests * (ErrorRatio / 4 + regression.ErrorLinesPerRequest));
            }

            for (var end = _seconds + span.TotalSeconds; _seconds < end; _seconds += 5)
            {
                // Memory wanders, and falls back at each collection; processor time is what the requests took.
                _noise = 0.6 * _noise + Normal.Sample(soak.Random, 0, 1.5);
                _memory.Add(new(_seconds, (80 + _noise + _seconds % 20 / 5) * Mebibyte + regression.LeakPerSecond * _seconds));
                _used += 5 * soak.PerSecond * 0.001 * (1 + Normal.Sample(soak.Random, 0, 0.1));
                _used += isFresh ? Compiled(_seconds + 5) - Compiled(_seconds) : 0;
                _cpu.Add(new(_seconds, _used));
            }
        }
    }

    /// <summary>What a process has spent on compiling when it is so old.</summary>
    private static double Compiled(double seconds) => CompilingSeconds * (1 - Math.Exp(-seconds / CompilingFades));

    private Random Random => random;

    private double PerSecond => perSecond;
}
