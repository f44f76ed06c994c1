using MathNet.Numerics.Distributions;

namespace GitOpsDemo.Delivery.Proof.Analysis;

/// <summary>Compares what the replicas of two versions did. One pass over the routes, whatever their number.</summary>
internal sealed class VersionComparison(Measurement before, Measurement after, AnalysisSettings settings, double significance)
{
    private const double Tail = 0.05;

    /// <summary>A route with fewer requests is judged only together with the others.</summary>
    private const long FewestOfRoute = 100;

    /// <summary>Less processor time than this, in cores of each replica, is nobody's concern.</summary>
    private const double LeastCores = 0.05;

    /// <summary>The comparisons of each route are three; there are six of all.</summary>
    private double OfEach => significance / (3 * Math.Max(1, after.Requests.Count) + 6);

    public IReadOnlyList<Comparison> Make() =>
        [.. Errors(), .. Latencies(), Memory(), Cpu(), Restarts(), ErrorLines()];

    private IEnumerable<Comparison> Errors()
    {
        const string Title = "no more requests fail than before";
        var all = new Contingency(before.Failed, before.Total, after.Failed, after.Total);
        yield return Errors("soak/errorRatio", Title, all) with
        {
            Missing = Missing(Contingency.Needed(all.RatioBefore, settings.ErrorRatio, OfEach), all.Before, all.After),
        };
        foreach (var (route, now) in after.Requests)
        {
            if (before.Requests.TryGetValue(route, out var then) && then.Total > 0 && now.Total > 0)
            {
                var table = new Contingency(then.Failed, then.Total, now.Failed, now.Total);
                yield return Errors(OfRoute("soak/errorRatio", route), $"{Title} on {route}", table) with { IsOfAll = false };
            }
        }
    }

    private Comparison Errors(string id, string title, Contingency table) => new(
        id,
        title,
        table.P(),
        table.RatioAfter > table.RatioBefore + settings.ErrorRatio,
        $"{Figures.Percent(table.RatioAfter)} of {Figures.Requests(table.After)}, "
            + $"before {Figures.Percent(table.RatioBefore)} of {Figures.Count(table.Before)}; "
            + $"allowed is +{Figures.Percent(settings.ErrorRatio)}");

    private IEnumerable<Comparison> Latencies()
    {
        var routes = new List<RouteLatency>();
        foreach (var (route, now) in after.Latency)
        {
            if (before.Latency.TryGetValue(route, out var then) && RouteLatency.Of(route, then, now, settings) is { } latency)
            {
                routes.Add(latency);
            }
        }

        var counted = (Before: routes.Sum(route => route.Before.Total), After: routes.Sum(route => route.After.Total));
        var missing = Missing(Contingency.Needed(Tail, Tail, OfEach), counted.Before, counted.After);
        const string P95 = "the 95th percentile is no higher than before";
        var (then95, now95) = RouteLatency.Together(routes);
        yield return new(
            "soak/latencyP95",
            P95,
            Contingency.P(routes.Select(route => route.Slow)),
            IsBeyond(then95, now95),
            Figures95(then95, now95, counted.Before, counted.After))
        { Missing = missing };
        const string Shift = "requests are no slower than before";
        var sums = routes.ConvertAll(route => route.Ranks);
        yield return Shifted("soak/latencyShift", Shift, RankSum.P(sums), RankSum.SlowerOf(sums)) with { Missing = missing };
        foreach (var route in routes.Where(route => Math.Min(route.Before.Total, route.After.Total) >= FewestOfRoute))
        {
            yield return new(
                OfRoute("soak/latencyP95", route.Name),
                $"{P95} on {route.Name}",
                route.Slow.P(),
                IsBeyond(route.P95Before, route.P95After),
                Figures95(route.P95Before, route.P95After, route.Before.Total, route.After.Total))
            { IsOfAll = false };
            yield return Shifted(
                OfRoute("soak/latencyShift", route.Name), $"{Shift} on {route.Name}", RankSum.P([route.Ranks]), route.Ranks.Slower) with
            { IsOfAll = false };
        }
    }

    private bool IsBeyond(double then, double now) =>
        now > Math.Max(then, settings.LatencyFloor.TotalSeconds) * (1 + settings.LatencyP95);

    private string Figures95(double then, double now, long requestsBefore, long requestsAfter)
    {
        var floor = settings.LatencyFloor.TotalSeconds;
        return $"95 % of {Figures.Requests(requestsAfter)} took at most {Shown(now)}, "
            + $"of {Figures.Count(requestsBefore)} before {Shown(then)}; "
            + $"allowed is +{Figures.Percent(settings.LatencyP95)}, and anything below {Figures.Time(floor)}";

        string Shown(double seconds) => Figures.Time(Math.Max(seconds, floor));
    }

    private Comparison Shifted(string id, string title, double p, double slower) => new(
        id,
        title,
        p,
        slower > 0.5 + settings.LatencyShift,
        $"a request is slower than one of before in {Figures.Percent(slower)} of pairs, before in 50 %; "
            + $"allowed is +{Figures.Percent(settings.LatencyShift)}");

    private Comparison Memory()
    {
        const string Id = "soak/memory";
        const string Title = "memory grows no faster than before";
        if (Trend.OfGauge(before.Memory) is not { } then || Trend.OfGauge(after.Memory) is not { } now)
        {
            return Comparison.None(Id, Title, TooFewSamples(before.Memory.Count, after.Memory.Count));
        }

        return new(
            Id,
            Title,
            now.PAbove(then),
            now.Slope > Math.Max(then.Slope, 0) + settings.Memory,
            $"a replica grows by {Figures.Memory(now.Slope)}, before by {Figures.Memory(then.Slope)}; "
                + $"allowed is +{Figures.Memory(settings.Memory)}");
    }

    private Comparison Cpu()
    {
        const string Id = "soak/cpu";
        const string Title = "a request needs no more processor time than before";
        if (Trend.OfCounter(before.Cpu.Used) is not { } then || Trend.OfCounter(after.Cpu.Used) is not { } now)
        {
            return Comparison.None(
                Id,
                Title,
                $"{TooFewSamples(before.Cpu.Used.Count, after.Cpu.Used.Count)}, of replicas that have run for "
                    + $"{VersionAnalysis.WarmUp.TotalSeconds:0} s");
        }

        if (Math.Min(before.Cpu.RequestsPerSecond, after.Cpu.RequestsPerSecond) < 1)
        {
            return Comparison.None(Id, Title, "there is less than one request a second: the replicas spend their time on other work");
        }

        var (thenEach, nowEach) = (Each(then, before.Cpu), Each(now, after.Cpu));
        return new(
            Id,
            Title,
            nowEach.PAbove(thenEach),
            nowEach.Slope > thenEach.Slope * (1 + settings.Cpu) && now.Slope > LeastCores,
            $"{Figures.Time(nowEach.Slope)} of a processor for each request, before {Figures.Time(thenEach.Slope)}; "
                + $"allowed is +{Figures.Percent(settings.Cpu)}");
    }

    /// <summary>Of one request, for the requests of a second: those of all replicas, as the processor time is.</summary>
    private static Trend Each(Trend cores, ProcessorTime of) =>
        new(cores.Slope / of.RequestsPerSecond, cores.Error / of.RequestsPerSecond, cores.Freedom);

    private Comparison Restarts()
    {
        const string Id = "soak/restarts";
        const string Title = "no container was started again";
        return after.Restarts is not { } now
            ? Comparison.None(Id, Title, "neither kube-state-metrics nor the service counts restarts")
            : (now - (before.Restarts ?? 0)) is var more && more > settings.Restarts
                ? new(Id, Title, 0, true, Counted(now)) { IsCounted = true }
                : new(Id, Title, 1, false, Counted(now)) { IsCounted = true };

        string Counted(double restarts) =>
            $"restarts: {Figures.Count(restarts)}, before {Figures.Count(before.Restarts ?? 0)}; allowed is +{settings.Restarts}";
    }

    /// <summary>
    /// Two counts of events in so many requests each: of all events, those of before are a draw by the share of its requests.
    /// </summary>
    /// <remarks>
    /// J. Przyborowski, H. Wilenski: Homogeneity of results in testing samples from Poisson series. Biometrika 31 (1940), 313–323.
    /// </remarks>
    private Comparison ErrorLines()
    {
        const string Id = "soak/errorLines";
        const string Title = "no more lines at error level than before";
        if ((before.ErrorLines, after.ErrorLines) is not ({ } then, { } now))
        {
            return Comparison.None(Id, Title, "the lines of before the rollout, or those of now, could not be counted");
        }

        if (before.Total == 0 || after.Total == 0)
        {
            return Comparison.None(Id, Title, "there were no requests to compare them by");
        }

        var all = (int)Math.Min(then + now, int.MaxValue);
        var (ratioThen, ratioNow) = ((double)then / before.Total, (double)now / after.Total);
        return new(
            Id,
            Title,
            all == 0 ? 1 : Binomial.CDF((double)before.Total / (before.Total + after.Total), all, then),
            ratioNow > ratioThen + settings.ErrorLines,
            $"{Figures.Count(now)} {Plural.Word(now, "line")} in {Figures.Requests(after.Total)}, "
                + $"before {Figures.Count(then)} in {Figures.Count(before.Total)}; "
                + $"allowed is +{Figures.Percent(settings.ErrorLines)} of requests");
    }

    private static string OfRoute(string of, string route) => $"{of}/{route.TrimStart('/')}";

    private static string TooFewSamples(int before, int after) =>
        $"{before} samples before and {after} now are not enough: a slope takes {Trend.Fewest} different ones";

    private static long Missing(long needed, long then, long now) => Math.Max(0, needed - Math.Min(then, now));
}

/// <summary>How long the requests of one route took, before and after, on the same buckets.</summary>
internal sealed record RouteLatency(string Name, LatencyBuckets Before, LatencyBuckets After)
{
    private const double P95 = 0.95;

    public double P95Before { get; } = Before.Quantile(P95);

    public double P95After { get; } = After.Quantile(P95);

    public RankSum Ranks { get; } = RankSum.Of(Before, After);

    /// <summary>
    /// The requests that took longer than 95 of 100 did before: a test of that percentile (J. L. Gastwirth: The first-median test. JASA 63
    /// (1968), 692–706, for any percentile).
    /// </summary>
    public Contingency Slow { get; private init; }

    /// <summary>Null where there was no request, or the histograms have no bound in common.</summary>
    public static RouteLatency? Of(string name, LatencyBuckets before, LatencyBuckets after, AnalysisSettings settings)
    {
        var floor = settings.LatencyFloor.TotalSeconds;
        var known = before.Bounds.ToHashSet();
        List<double> bounds = [.. after.Bounds.Where(bound => bound >= floor && known.Contains(bound))];
        if (before.Total == 0 || after.Total == 0 || bounds.Count < 2)
        {
            return null;
        }

        var route = new RouteLatency(name, before.On(bounds), after.On(bounds));
        var limit = Math.Max(route.P95Before, floor);
        return route with
        {
            Slow = new(route.Before.Above(limit), route.Before.Total, route.After.Above(limit), route.After.Total),
        };
    }

    /// <summary>The 95th percentile of all routes, those of before in the shares that they have now.</summary>
    public static (double Before, double After) Together(IReadOnlyList<RouteLatency> routes)
    {
        if (routes.Count == 0)
        {
            return (0, 0);
        }

        var bounds = routes[0].After.Bounds;
        var (then, now) = (new double[bounds.Count], new double[bounds.Count]);
        foreach (var route in routes)
        {
            var weight = (double)route.After.Total / route.Before.Total;
            var (before, after) = (route.Before.On(bounds), route.After.On(bounds));
            for (var bucket = 0; bucket < bounds.Count; bucket++)
            {
                then[bucket] += before.Counts[bucket] * weight;
                now[bucket] += after.Counts[bucket];
            }
        }

        return (Quantile(then), Quantile(now));

        double Quantile(double[] counts) => new LatencyBuckets(bounds, [.. counts.Select(count => (long)Math.Round(count))]).Quantile(P95);
    }
}
