using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Monitoring.Rules;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Delivery.Tests.Proof.Mutants;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Delivery.Tests.Monitoring.Rules;

/// <summary>A real Prometheus that scrapes itself and a small service, and reads other rules for each test.</summary>
public sealed class RuleServer : IAsyncLifetime, IDisposable
{
    /// <summary>How often groups are evaluated that name no interval.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private const string Page = """
        kube_deployment_spec_replicas{namespace="hello-dev",deployment="hello"} 1
        hello_greetings_total{namespace="hello-dev",language="en"} 3

        """;

    private readonly TemporaryFolder _folder = new();
    private HttpStub? _service;
    private PrometheusServer? _prometheus;

    internal PrometheusClient Api => _prometheus!.Api;

    /// <summary>What is not proven in a Prometheus that has these files, and has evaluated every rule of them.</summary>
    internal async Task<IReadOnlyList<CheckResult>> FailedAsync(PrometheusRule expected, params IReadOnlyList<PrometheusRule> loaded)
    {
        await LoadAndEvaluateAsync(loaded);
        return await FailedNowAsync(expected);
    }

    /// <summary>What is not proven as things are.</summary>
    internal async Task<IReadOnlyList<CheckResult>> FailedNowAsync(PrometheusRule expected)
    {
        var results = await Proving.MakeAsync(RuleProof.Of(Api, expected, TimeProvider.System), new QuickTime());
        return [.. results.Where(result => result.Verdict == Verdict.Fail)];
    }

    /// <summary>The checks at one look: of each group and its rules in their order, then the others.</summary>
    /// <param name="expected">What has to be there.</param>
    /// <param name="by">Asks; one that asks everything anew when null.</param>
    internal async Task<IReadOnlyList<CheckResult>> LookAsync(PrometheusRule expected, PrometheusClient? by = null) =>
        [.. (await RuleProof.Of(by ?? Api, expected, TimeProvider.System).LookAsync(default)).Select(finding => finding.Result)];

    /// <summary>Has it read these files and no others, and evaluate every rule of them.</summary>
    internal async Task LoadAndEvaluateAsync(IReadOnlyList<PrometheusRule> files)
    {
        await LoadAsync(files);
        var once = DateTimeOffset.UtcNow + (2 * Interval);
        await Eventually.HoldsAsync(() => IsEvaluatedAsync(once), "every rule has been evaluated twice: some read what others record");
    }

    /// <summary>Has it read these files and no others.</summary>
    internal async Task LoadAsync(params IReadOnlyList<PrometheusRule> files) => Assert.Null(await RefusalAsync(files));

    /// <summary>Has it read these files and no others. It keeps those that it has where it refuses them.</summary>
    /// <returns>Its words then; null when it has read them.</returns>
    internal async Task<string?> RefusalAsync(IReadOnlyList<PrometheusRule> files)
    {
        var version = (await RealPromtool.FindAsync(default)).Version;
        Directory.CreateDirectory(_folder["rules"]);
        Array.ForEach(Directory.GetFiles(_folder["rules"]), File.Delete);
        foreach (var rules in files)
        {
            _folder.Write($"rules/{PrometheusRuleFile.Name(rules)}", PrometheusRuleFile.Write(rules, version));
        }

        _prometheus ??= await StartAsync();
        return await _prometheus.ReloadAsync();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await (_prometheus?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_service?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<PrometheusServer> StartAsync()
    {
        _service = await HttpStub.StartAsync(context =>
        {
            // Prometheus 3 takes no page that does not say what it is.
            context.Response.ContentType = "text/plain; version=0.0.4";
            return context.Response.WriteAsync(Page);
        });
        return await PrometheusServer.StartAsync(_folder, port => $$"""
            global: {scrape_interval: 1s, evaluation_interval: 250ms}
            rule_files: ["{{_folder["rules"]}}/*.yaml"]
            scrape_configs:
              - {job_name: prometheus, static_configs: [{targets: ["127.0.0.1:{{port}}"]}]}
              - {job_name: hello, static_configs: [{targets: ["{{_service.Address.Authority}}"]}]}
            """);
    }

    private async Task<bool> IsEvaluatedAsync(DateTimeOffset since) =>
        (await Api.RulesAsync(default)).SelectMany(group => group.Rules).All(rule => rule.LastEvaluation > since)
        && await Api.ValueAsync("count(up)", default) is 2;
}
