using System.Diagnostics;
using System.Globalization;
using GitOpsDemo.Api;
using GitOpsDemo.Api.RequestMetrics;
using Prometheus;

namespace GitOpsDemo.Benchmarks.InProcess;

/// <summary>What the client library costs without a server. Each line: a name, nanoseconds and bytes per operation (medians).</summary>
internal static class Measurements
{
    private const int Rounds = 15;

    // The runtime recompiles hot methods in the background meanwhile.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    public static int Print()
    {
        var registry = Metrics.NewCustomRegistry();
        var endpoint = new HttpMetrics(registry, BuildIdentity.OfThisAssembly).ForEndpoint("/", isCounted: true);
        var duration = TimeSpan.FromMilliseconds(1.2);
        Action middleware = () => endpoint.Record("GET", 200, duration);
        Measure("middleware-1", 1, 2_000_000, middleware);
        Measure("middleware-2", 2, 2_000_000, middleware);

        var metrics = Metrics.WithCustomRegistry(registry);
        var requests = metrics.CreateCounter("requests_total", "Requests.", "method", "endpoint", "status");
        var durations = metrics.CreateHistogram("duration_seconds", "Durations.", "method", "endpoint");
        Action byLabels = () =>
        {
            requests.WithLabels("GET", "/", 200.ToString(CultureInfo.InvariantCulture)).Inc();
            durations.WithLabels("GET", "/").Observe(0.0012);
        };
        Measure("by-labels-1", 1, 1_000_000, byLabels);
        Measure("by-labels-2", 2, 1_000_000, byLabels);

        var request = requests.WithLabels("GET", "/", "200");
        var observation = durations.WithLabels("GET", "/");
        Measure("kept", 1, 3_000_000, () =>
        {
            request.Inc();
            observation.Observe(0.0012);
        });

        var page = LargePage.Create();
        Measure("scrape", 1, 5, () => page.CollectAndExportAsTextAsync(Stream.Null).GetAwaiter().GetResult());
        return 0;
    }

    private static void Measure(string name, int threads, int operations, Action operation)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < WarmUp;)
        {
            operation();
        }

        var nanoseconds = new double[Rounds];
        var allocated = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var started = Stopwatch.GetTimestamp();
            Run(threads, operations, operation);
            nanoseconds[round] = Stopwatch.GetElapsedTime(started).TotalNanoseconds / operations;

            // A few hundred bytes of the round itself vanish in the division, except where a round has few operations.
            allocated = (GC.GetTotalAllocatedBytes(precise: true) - before) / operations / threads;
        }

        Array.Sort(nanoseconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {nanoseconds[Rounds / 2]:0.0} {allocated}"));
    }

    private static void Run(int threads, int operations, Action operation)
    {
        if (threads == 1)
        {
            Repeat();
            return;
        }

        var running = Enumerable.Range(0, threads).Select(_ => new Thread(Repeat)).ToList();
        running.ForEach(thread => thread.Start());
        running.ForEach(thread => thread.Join());

        void Repeat()
        {
            for (var count = 0; count < operations; count++)
            {
                operation();
            }
        }
    }
}
