using System.Diagnostics;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Alerts;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Monitoring.Rules;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Monitoring;

/// <summary>A real VictoriaMetrics with vmalert, which have neither <c>format_query</c> nor a configuration of Prometheus.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class VictoriaMetricsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<Process> _programs = [];

    public void Dispose()
    {
        foreach (var program in _programs)
        {
            program.Kill();
            program.WaitForExit();
            program.Dispose();
        }

        _folder.Dispose();
    }

    [FactWithTool("victoria-metrics", "vmalert")]
    public async Task Rules_are_proven_and_one_that_differs_is_found()
    {
        // Given
        var rules = Rules("vector(1) > 2");
        var prometheus = Start(_folder.Write(PrometheusRuleFile.Name(rules), PrometheusRuleFile.Write(rules, new(2, 42))));
        await Eventually.HoldsAsync(() => IsEvaluatedAsync(prometheus), "the rule has been evaluated", TimeSpan.FromSeconds(30));

        // When
        var same = await VerifyAsync(prometheus, rules);
        var other = await VerifyAsync(prometheus, Rules("vector(1) > 3"));

        // Then
        Assert.All(same, result => Assert.Equal(Verdict.Pass, result.Verdict));
        Assert.Contains(
            "the server has no format_query",
            Assert.Single(other, result => result.Verdict == Verdict.Fail).Evidence,
            StringComparison.Ordinal);
        Assert.Null(await prometheus.EvaluationIntervalAsync(default));
        Assert.Equal(Verdict.Skipped, (await WiringCheck.OfAsync(prometheus, null, default)).Verdict);
    }

    private static PrometheusRule Rules(string expression) => ManifestSet.Parse(
        $$$"""
        apiVersion: monitoring.coreos.com/v1
        kind: PrometheusRule
        metadata: {name: r, namespace: monitoring}
        spec: {groups: [{name: g, interval: 1s, rules: [{alert: Slow, expr: "{{{expression}}}", for: 1m, labels: {severity: warning}}]}]}
        """,
        "test").Only<PrometheusRule>();

    private PrometheusClient Start(string rules)
    {
        var (data, alerts) = ($"127.0.0.1:{FreePort.Next()}", $"127.0.0.1:{FreePort.Next()}");
        Run("victoria-metrics", $"-storageDataPath={_folder["data"]}", $"-httpListenAddr={data}", $"-vmalert.proxyURL=http://{alerts}");
        Run("vmalert", $"-rule={rules}", $"-datasource.url=http://{data}", "-notifier.blackhole", $"-httpListenAddr={alerts}");
        return new(new HttpClient { BaseAddress = new($"http://{data}/") });
    }

    private void Run(string program, params string[] arguments)
    {
        var process = Process.Start(
            new ProcessStartInfo(TestTools.Find(program)!, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        _programs.Add(process);
    }

    private static async Task<bool> IsEvaluatedAsync(PrometheusClient prometheus)
    {
        try
        {
            return await prometheus.RulesAsync(default) is [{ Rules: [{ Health: "ok", LastEvaluation: var at }] }]
                && at > DateTimeOffset.UnixEpoch;
        }
        catch (DeliveryException)
        {
            return false;
        }
    }

    private static Task<IReadOnlyList<CheckResult>> VerifyAsync(PrometheusClient prometheus, PrometheusRule rules) =>
        Proving.MakeAsync(RuleProof.Of(prometheus, rules, TimeProvider.System), new HurryingTime());
}
