using System.Globalization;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Delivery.Proof.Analysis;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Delivery.Tests.Proof.Analysis;

/// <summary>What Prometheus is asked about the replicas of two versions.</summary>
public sealed class ServiceMetricsTests
{
    private static readonly MetricNames Ours = MetricNames.Usual[0];

    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddHours(10);

    [FactWithTool("promtool")]
    [Trait(Traits.Category, Traits.Integration)]
    public async Task A_counter_has_gained_what_it_has_less_what_it_had_series_by_series()
    {
        // Given series that go on, are new, began again, and were not scraped when the window began; and one of another version
        using var folder = new TemporaryFolder();
        var window = new Window(DateTimeOffset.UnixEpoch.AddSeconds(300), DateTimeOffset.UnixEpoch.AddSeconds(600));
        var metrics = new ServiceMetrics(
            new PrometheusClient(new HttpClient { BaseAddress = new("http://localhost/") }), "ns", Ours, ["/health"]);
        var file = folder.Write("gains.yaml", $$"""
            evaluation_interval: 15s
            tests:
              - interval: 15s
                input_series:
                  - {series: 'http_requests_total{namespace="ns",pod="shop-b-1",endpoint="/",status="200"}', values: '0+10x40'}
                  - {series: 'http_requests_total{namespace="ns",pod="shop-b-1",endpoint="/",status="500"}', values: '_x30 7+1x10'}
                  - {series: 'http_requests_total{namespace="ns",pod="shop-b-2",endpoint="/",status="200"}', values: '0+10x25 0+10x14'}
                  - {series: 'http_requests_total{namespace="ns",pod="shop-b-3",endpoint="/",status="200"}', values: '0+10x18 _x3 220+10x18'}
                  - {series: 'http_requests_total{namespace="ns",pod="shop-b-1",endpoint="/health",status="200"}', values: '0+10x40'}
                  - {series: 'http_requests_total{namespace="ns",pod="shop-a-1",endpoint="/",status="200"}', values: '0+10x40'}
                promql_expr_test:
                  - expr: 'sum by (status) ({{metrics.Increase(Ours.Requests, "(shop-b)-[a-z0-9]+", window)}})'
                    eval_time: 10m
                    exp_samples:
                      - {labels: '{status="200"}', value: 560}
                      - {labels: '{status="500"}', value: 17}
            """);

        // When, then it fails where the values are others
        await new CommandRunner(new RecordingLog()).RunAsync(new Command(TestTools.Find("promtool")!, "test", "rules", file));
    }

    [Theory]
    [InlineData(
        "gitops-demo-961bb6a06d-wjbrk gitops-demo-961bb6a06d-7mbnk",
        "(gitops-demo-961bb6a06d)-[a-z0-9]+",
        "(gitops-demo)-[a-z0-9]+-[a-z0-9]+")]
    [InlineData("shop-0", null, null)]
    [InlineData("", null, null)]
    public void The_replicas_of_a_version_are_known_by_the_hash_of_their_template(string pods, string? expected, string? owned)
    {
        var generation = Generation.Of(pods.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal((expected, owned), (generation?.Pods, generation?.Owned));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1000)]
    public async Task However_many_routes_there_are_Prometheus_is_asked_as_often(int routes)
    {
        await using var prometheus = await PrometheusAsync(routes, names: 0);
        var analysis = await AnalysisAsync(prometheus);

        var judgement = await analysis.JudgeAsync(Now.AddMinutes(-2), Now, SoakRun.Looks, errorLines: 0, default);

        Assert.Null(judgement.Inconclusive);
        Assert.DoesNotContain(judgement.Checks, check => check.Verdict is Verdict.Fail or Verdict.Warning);
        Assert.Equal(4 + 1 + 2 * 7, prometheus.Requests.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task The_metrics_of_other_libraries_are_found_by_their_names(int names)
    {
        await using var prometheus = await PrometheusAsync(routes: 10, names);

        var judgement = await (await AnalysisAsync(prometheus)).JudgeAsync(Now.AddMinutes(-2), Now, SoakRun.Looks, errorLines: 0, default);

        Assert.Contains("40,000 requests", judgement.Seen, StringComparison.Ordinal);
        Assert.Equal(Verdict.Pass, judgement.Checks.Single(check => check.Id == "soak/latencyP95").Verdict);
    }

    [Fact]
    public async Task A_service_without_such_metrics_can_not_be_compared_and_that_is_no_pass()
    {
        await using var prometheus = await PrometheusAsync(routes: 10, names: -1);

        var analysis = await AnalysisAsync(prometheus);
        var judgement = await analysis.JudgeAsync(Now.AddMinutes(-2), Now, SoakRun.Looks, errorLines: 0, default);

        Assert.StartsWith("the replicas have none of the usual metrics of requests", analysis.ReasonForNone, StringComparison.Ordinal);
        Assert.Equal((Verdict.Warning, analysis.ReasonForNone), (Assert.Single(judgement.Checks).Verdict, judgement.Inconclusive));
    }

    private static Task<VersionAnalysis> AnalysisAsync(HttpStub prometheus) => VersionAnalysis.OfAsync(
        new PrometheusClient(new HttpClient { BaseAddress = prometheus.Address }),
        new AnalysisSettings(),
        new LiveEnvironment(
            "dev", "shop-dev", "c", "i@sha256:1", new("http://localhost/"), [new("shop-b-1", "i@sha256:1", true, "process 1")], ""),
        baseline: null,
        TimeSpan.FromMinutes(2),
        Now,
        default);

    /// <summary>A Prometheus that knows two equal versions, by the names of one library; by none for -1.</summary>
    private static Task<HttpStub> PrometheusAsync(int routes, int names)
    {
        var known = MetricNames.Usual[Math.Max(names, 0)];
        return HttpStub.StartAsync(context => context.Response.WriteAsJsonAsync(
            new { status = "success", data = new { resultType = "vector", result = Answer(context.Request.Query["query"]!) } }));

        IEnumerable<object> Answer(string query)
        {
            var isKnown = names >= 0 && query.Contains(known.Route, StringComparison.Ordinal) && query.Contains(
                known.Latency, StringComparison.Ordinal);
            var begun = Now.AddMinutes(query.Contains("shop-a", StringComparison.Ordinal) ? -30 : -3).ToUnixTimeSeconds();
            return query.StartsWith("min_over_time(", StringComparison.Ordinal) ? [Value(new { }, begun)]
                : query.StartsWith("group by (pod)", StringComparison.Ordinal) ? [Value(new { pod = "shop-a-1" }, 1)]
                : query.StartsWith("count(up", StringComparison.Ordinal) ? []
                : query.StartsWith("count(", StringComparison.Ordinal)
                ? isKnown && query.Contains(known.Status, StringComparison.Ordinal) ? [Value(new { }, 20)] : []
                : query.StartsWith($"sum by ({known.Route}, {known.Status})", StringComparison.Ordinal) ? Routes().Select(
                    route => Value(Labels(route, known.Status, "200"), 40_000.0 / routes))
                : query.StartsWith($"sum by ({known.Route}, le)", StringComparison.Ordinal) ? Routes().SelectMany(
                    route => new[] { "5", "50", "500", "+Inf" }.Select(
                        (le, at) => Value(Labels(route, "le", le), 10_000.0 / routes * (at + 1))))
                : query.StartsWith("sum(max_over_time", StringComparison.Ordinal) ? [Value(new { }, 0)]
                : [];
        }

        IEnumerable<int> Routes() => Enumerable.Range(0, routes);

        Dictionary<string, string> Labels(int route, string label, string value) => new() { [known.Route] = $"/{route}", [label] = value };

        static object Value(object metric, double value) =>
            new { metric, value = new object[] { 1, value.ToString(CultureInfo.InvariantCulture) } };
    }
}
