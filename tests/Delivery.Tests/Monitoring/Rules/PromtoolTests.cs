using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Rules;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Delivery.Tests.Programs.Tools;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Monitoring.Rules;

public sealed class PromtoolTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("up", "old")]
    [InlineData("mad_over_time(up[5m])", "new")]
    public async Task A_rule_that_the_usual_one_is_too_old_for_is_checked_with_a_newer_one(string expression, string expected)
    {
        var (rules, promtool) = (Rules(expression), With(newer: "3.5.0"));

        Assert.Equal(expected, (await promtool.CheckRulesAsync("rules.yaml", rules)).Trim());
        Assert.Equal(expected, (await promtool.TestRulesAsync("tests.yaml", rules)).Trim());
        Assert.Equal(expected == "new" ? new(3, 5, 0) : new Version(2, 42), await promtool.VersionAsync(rules, default));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("2.53")]
    public async Task Where_none_is_new_enough_the_rule_is_named_that_needs_the_newest(string? newer)
    {
        var promtool = With(newer, script: "echo unknown function >&2; exit 1");

        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => promtool.CheckRulesAsync("rules.yaml", Rules("mad_over_time(up[5m])", "info(up)")));

        Assert.Equal($"rule R1 can't be checked with promtool {newer ?? "2.42"}", failure.What);
        Assert.StartsWith("the function info came with Prometheus 3.0", failure.Why, StringComparison.Ordinal);
        Assert.Contains("unknown function", failure.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{record: a, expr: up, labels: {team-name: shop}}", "the name team-name came with Prometheus 3.0")]
    [InlineData("{record: shop.requests, expr: up}", "the name shop.requests came with Prometheus 3.0")]
    [InlineData("{record: a.b, expr: 'ts_of_max_over_time(up[5m])'}", "the function ts_of_max_over_time came with Prometheus 3.5")]
    public async Task So_is_a_name_that_only_newer_ones_take(string rule, string expected)
    {
        var promtool = With(newer: null, script: "echo invalid label name >&2; exit 1");

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => promtool.CheckRulesAsync("rules.yaml", Of(rule)));

        Assert.StartsWith(expected, failure.Why, StringComparison.Ordinal);
    }

    private Promtool With(string? newer, string? script = null) => new(
        new CommandRunner(new RecordingLog()),
        _ => Found("old", "2.42", script),
        newer is null ? null : (_, _) => Found("new", newer, script));

    private Task<FoundTool> Found(string name, string version, string? script) =>
        Task.FromResult(new FoundTool(FakeProgram.WriteScript(_folder["bin"], name, script ?? $"echo {name}"), Version.Parse(version)));

    private static PrometheusRule Rules(params string[] expressions) =>
        Of([.. expressions.Select((expression, at) => $"{{alert: R{at}, expr: '{expression}'}}")]);

    private static PrometheusRule Of(params string[] rules) =>
        ManifestSet.Parse(
            $$"""
            apiVersion: monitoring.coreos.com/v1
            kind: PrometheusRule
            metadata: {name: r, namespace: monitoring}
            spec: {groups: [{name: g, rules: [{{string.Join(", ", rules)}}]}]}
            """,
            "test").Only<PrometheusRule>();
}
