using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Monitoring.Rules;
using GitOpsDemo.Delivery.Monitoring.Targets;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Benchmarks.Proof;

/// <summary>
/// How long the proof of 5,000 rules in 500 groups and of 2,000 targets takes beyond the server's own time, and how much memory.
/// </summary>
internal static class ProofTiming
{
    private const int Groups = 500;
    private const int RulesPerGroup = 10;
    private const int Metrics = 50;
    private const int Targets = 2000;
    private const int Passes = 5;
    private const string Pool = "serviceMonitor/ns/app/0";

    public static async Task<int> PrintAsync()
    {
        var rules = Rules();
        var live = Live();
        var answers = new Dictionary<string, byte[]>
        {
            ["/api/v1/rules"] = Answer(new { groups = rules.Groups.Select(Loaded) }),
            ["/api/v1/targets"] = Answer(new { activeTargets = live.Replicas.Select(Target) }),
            ["/api/v1/scrape_pools"] = Answer(new { scrapePools = new[] { Pool } }),
            ["/api/v1/query"] = Answer(
                new { resultType = "vector", result = new[] { new { metric = new { }, value = new object[] { 1, "3" } } } }),
        };
        var serverTicks = 0L;
        await using var server = await HttpStub.StartAsync(async context =>
        {
            var start = Stopwatch.GetTimestamp();
            await context.Response.Body.WriteAsync(answers[context.Request.Path.Value!]);
            Interlocked.Add(ref serverTicks, Stopwatch.GetTimestamp() - start);
        });
        var prometheus = new PrometheusClient(new HttpClient { BaseAddress = server.Address });
        var times = new List<double>();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var peak = 0L;
        for (var pass = 0; pass < Passes; pass++)
        {
            serverTicks = 0;
            var start = Stopwatch.GetTimestamp();
            var results = await Proving.MakeAsync(RuleProof.Of(prometheus, rules, TimeProvider.System), TimeProvider.System);
            var targets = await Proving.MakeAsync(TargetProof.Of(prometheus, live), TimeProvider.System);
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds - Stopwatch.GetElapsedTime(0, serverTicks).TotalSeconds);
            peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false) - before);
            if (results.Concat(targets).FirstOrDefault(result => result.Verdict == Verdict.Fail) is { } failed)
            {
                throw new InvalidOperationException($"what is measured must pass: {failed}");
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Groups * RulesPerGroup} rules in {Groups} groups and {Targets} targets: first {times[0]:0.00} s, "
            + $"median {times.Order().ElementAt(Passes / 2):0.00} s beyond the server's own time, {peak / 1048576} MiB"));
        return 0;
    }

    private static byte[] Answer(object data) => JsonSerializer.SerializeToUtf8Bytes(new { status = "success", data });

    private static PrometheusRule Rules()
    {
        var none = new Dictionary<string, string>();
        return new(
            new ObjectMetadata("monitoring.coreos.com/v1", "PrometheusRule", "monitoring", "many", none),
            [
                .. Enumerable.Range(0, Groups).Select(group => new RuleGroup($"group-{group}", TimeSpan.FromSeconds(30),
                [
                    .. Enumerable.Range(0, RulesPerGroup).Select(rule => new Rule(
                        $"Alert{group}x{rule}",
                        null,
                        $"sum by (namespace) (\n  rate(metric_{rule % Metrics}_total{{job=\"app\", code=~\"5..\"}}[5m])\n) > {rule}.5",
                        TimeSpan.FromMinutes(2),
                        TimeSpan.Zero,
                        new Dictionary<string, string> { ["severity"] = "warning" },
                        new Dictionary<string, string> { ["summary"] = $"text of {rule}" })),
                ])),
            ]);
    }

    private static object Loaded(RuleGroup group) => new
    {
        name = group.Name,
        file = "/etc/prometheus/rules/many.yaml",
        interval = 30,
        rules = group.Rules.Select(rule => new
        {
            type = "alerting",
            name = rule.Name,
            query = rule.Expression.Replace("\n  ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal),
            duration = 120,
            keepFiringFor = 0,
            labels = rule.Labels,
            annotations = rule.Annotations,
            health = "ok",
            state = "inactive",
            lastEvaluation = DateTimeOffset.UtcNow,
        }),
    };

    private static LiveEnvironment Live() => new(
        "dev", "ns", "commit", "image@sha256:1", new("http://localhost/"),
        [.. Enumerable.Range(0, Targets).Select(number => new LiveReplica($"app-{number}", "image@sha256:1", true, "node"))],
        $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: app, namespace: ns}
        spec:
          replicas: {{Targets}}
          selector: {matchLabels: {app: app} }
          template:
            metadata: {labels: {app: app} }
            spec:
              containers: [{name: app, image: "image@sha256:1"}]
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: app, namespace: ns, labels: {app: app} }
        spec:
          selector: {app: app}
          ports: [{name: http, port: 80, targetPort: 8080}]
        ---
        apiVersion: monitoring.coreos.com/v1
        kind: ServiceMonitor
        metadata: {name: app, namespace: ns}
        spec:
          sampleLimit: 5000
          selector: {matchLabels: {app: app} }
          endpoints: [{port: http, interval: 5s}]
        """);

    private static object Target(LiveReplica replica) => new
    {
        labels = new { pod = replica.Pod, job = "app", instance = replica.Pod },
        scrapePool = Pool,
        scrapeUrl = $"http://{replica.Pod}/metrics",
        lastError = "",
        lastScrape = DateTimeOffset.UtcNow,
        lastScrapeDuration = 0.01,
        health = "up",
        scrapeTimeout = "4s",
    };
}
