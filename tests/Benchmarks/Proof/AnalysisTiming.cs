using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Delivery.Proof.Analysis;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Benchmarks.Proof;

/// <summary>How long one comparison of 1,000 routes with 14 buckets each takes, answers of Prometheus read, and how much memory.</summary>
internal static class AnalysisTiming
{
    private const int Routes = 1000;
    private const int RequestsPerRoute = 1000;
    private const int Passes = 5;

    private static readonly string All = string.Create(CultureInfo.InvariantCulture, $"{Routes * RequestsPerRoute:N0} requests");

    private static readonly string[] Bounds =
        ["0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "+Inf"];

    public static async Task<int> PrintAsync()
    {
        var now = DateTimeOffset.UtcNow;
        var requests = Answer([.. Names().Select(route => Value(new { endpoint = route, status = "200" }, RequestsPerRoute))]);
        var buckets = Answer([.. Names().SelectMany(
            route => Bounds.Select((le, at) => Value(new { endpoint = route, le }, (double)RequestsPerRoute * (at + 1) / Bounds.Length)))]);
        var one = Answer([Value(new { }, 1)]);
        var begun = Answer([Value(new { }, now.AddMinutes(-3).ToUnixTimeSeconds())]);
        var older = Answer([Value(new { pod = "shop-a-1" }, 1)]);
        await using var server = await HttpStub.StartAsync(context =>
        {
            var query = context.Request.Query["query"].ToString();
            return context.Response.Body.WriteAsync(
                query.StartsWith("min_over_time(", StringComparison.Ordinal) ? begun
                : query.StartsWith("group by", StringComparison.Ordinal) ? older
                : query.Contains(", le)", StringComparison.Ordinal) ? buckets
                : query.StartsWith("sum by", StringComparison.Ordinal) ? requests
                : one).AsTask();
        });
        var prometheus = new PrometheusClient(new HttpClient { BaseAddress = server.Address });
        var live = new LiveEnvironment(
            "dev", "shop-dev", "c", "i@sha256:1", new("http://localhost/"), [new("shop-b-1", "i@sha256:1", true, "node")], "");
        var times = new List<double>();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var peak = 0L;
        for (var pass = 0; pass < Passes; pass++)
        {
            var start = Stopwatch.GetTimestamp();
            var analysis = await VersionAnalysis.OfAsync(
                prometheus, new AnalysisSettings(), live, null, TimeSpan.FromMinutes(2), now, default);
            var judgement = await analysis.JudgeAsync(now.AddMinutes(-2), now, SoakRun.Looks, errorLines: 0, default);
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false) - before);
            var compared = judgement.Seen.StartsWith(All, StringComparison.Ordinal);
            if (!compared || judgement.Checks.Any(check => check.Verdict == Verdict.Fail))
            {
                var seen = analysis.ReasonForNone ?? judgement.Seen;
                throw new InvalidOperationException(
                    $"what is measured must be compared, and pass: {seen}; {string.Join("; ", judgement.Checks)}");
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Routes} routes of {Bounds.Length} buckets compared, the server's time and both answers' "
                + $"{(buckets.Length + requests.Length) / 1e6:0.0} MB included: "
                + $"first {times[0]:0.00} s, median {times.Order().ElementAt(Passes / 2):0.00} s, {peak / 1048576} MiB"));
        return 0;
    }

    private static IEnumerable<string> Names() => Enumerable.Range(0, Routes).Select(route => $"/routes/{route}");

    private static object Value(object metric, double value) =>
        new { metric, value = new object[] { 1, value.ToString(CultureInfo.InvariantCulture) } };

    private static byte[] Answer(object[] result) =>
        JsonSerializer.SerializeToUtf8Bytes(new { status = "success", data = new { resultType = "vector", result } });
}
