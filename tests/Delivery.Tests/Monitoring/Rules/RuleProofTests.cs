using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Rules;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Delivery.Tests.Monitoring.Prometheus;
using GitOpsDemo.Testing;
using Microsoft.Extensions.Time.Testing;

namespace GitOpsDemo.Delivery.Tests.Monitoring.Rules;

/// <summary>One thing is broken in a healthy Prometheus; the check that is meant for it says so and names it.</summary>
public sealed class RuleProofTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 11, 22, 15, TimeSpan.Zero);

    private static readonly PrometheusRule Expected = ManifestSet.Parse(
        """
        apiVersion: monitoring.coreos.com/v1
        kind: PrometheusRule
        metadata: {name: r, namespace: monitoring}
        spec:
          groups:
            - name: g
              interval: 30s
              rules:
                - alert: A
                  expr: sum(m) > 0.1
                  for: 2m
                  labels: {severity: warning}
                  annotations: {summary: text}
        """,
        "test").Only<PrometheusRule>();

    private PrometheusStub _prometheus = null!;

    public async Task InitializeAsync() => _prometheus = await PrometheusStub.StartAsync();

    public async Task DisposeAsync() => await _prometheus.DisposeAsync();

    [Fact]
    public async Task A_healthy_rule_is_proven_with_its_evidence()
    {
        var results = await VerifyAsync();

        Assert.Equal(["groups/g", "rules/A", "series/m"], results.Select(result => result.Id));
        Assert.All(results, result => Assert.Equal(Verdict.Pass, result.Verdict));
        Assert.Equal("health ok, evaluated 10 s ago, inactive", results[1].Evidence);
        Assert.Equal("count(m) = 3", results[2].Evidence);
    }

    [Theory]
    [InlineData("query", "\"sum(m) > 0.2\"", "expression: expected sum(m) > 0.1, found sum(m) > 0.2")]
    [InlineData("query", "\"sum(m) >= 0.1\"", "expression: expected sum(m) > 0.1, found sum(m) >= 0.1")]
    [InlineData("duration", "300", "for: expected 120 s, found 300 s")]
    [InlineData("keepFiringFor", "60", "keep_firing_for: expected 0 s, found 60 s")]
    [InlineData("labels", """{"severity":"critical"}""", "labels: expected {severity=\"warning\"}, found {severity=\"critical\"}")]
    [InlineData("labels", "{}", "found {}")]
    [InlineData("annotations", """{"summary":"other"}""", "annotations: expected {summary=\"text\"}, found {summary=\"other\"}")]
    [InlineData("type", "\"recording\"", "type: expected alerting, found recording")]
    [InlineData("health", "\"err\"", "found err")]
    [InlineData("health", "\"unknown\"", "found unknown")]
    [InlineData("lastEvaluation", "\"2026-11-22T11:12:05Z\"", "evaluated 610 s ago")]
    public async Task A_rule_that_is_not_the_expected_one_is_named_with_what_was_found(string field, string value, string evidence)
    {
        _prometheus.Rule[field] = System.Text.Json.Nodes.JsonNode.Parse(value);

        var failed = Assert.Single(await VerifyAsync(), result => result.Verdict == Verdict.Fail);

        Assert.Equal("rules/A", failed.Id);
        Assert.Contains(evidence, failed.Evidence, StringComparison.Ordinal);
        Assert.NotEmpty(failed.Cause);
        Assert.NotEmpty(failed.Next);
    }

    [Fact]
    public async Task A_look_that_takes_long_makes_no_evaluation_a_missed_one()
    {
        // Given two rules, and two minutes between any two things that are asked
        _prometheus.Group["rules"]!.AsArray().Add(_prometheus.Rule.DeepClone());
        var group = Expected.Groups[0];
        var twice = Expected with { Groups = [group with { Rules = [group.Rules[0], group.Rules[0]] }] };
        var time = new FakeTimeProvider(Now) { AutoAdvanceAmount = TimeSpan.FromMinutes(2) };

        var results = await Proving.MakeAsync(RuleProof.Of(_prometheus.Client, twice, time), new HurryingTime());

        Assert.All(results, result => Assert.Equal(Verdict.Pass, result.Verdict));
    }

    [Fact]
    public async Task A_wrong_rule_fails_within_ten_seconds_where_nothing_was_applied_lately()
    {
        _prometheus.Rule["query"] = "sum(m) > 0.2";
        var time = new HurryingTime();

        var results = await VerifyAsync(time: time);

        Assert.Contains(results, result => result.Verdict == Verdict.Fail);
        Assert.InRange(time.GetUtcNow() - DateTimeOffset.UnixEpoch, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task An_evaluation_that_fails_is_said_in_Prometheus_words()
    {
        (_prometheus.Rule["health"], _prometheus.Rule["lastError"]) = ("err", "many-to-many matching not allowed");

        Assert.Contains("many-to-many", (await VerifyAsync())[1].Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_that_fails_on_series_younger_than_its_last_evaluation_is_not_proven()
    {
        _prometheus.Refused["sum(m) > 0.1"] = "many-to-many matching not allowed";

        var result = (await VerifyAsync())[1];

        Assert.Equal(Verdict.Fail, result.Verdict);
        Assert.Contains("many-to-many", result.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_that_is_a_scalar_is_proven()
    {
        _prometheus.QueryResults["sum(m) > 0.1"] = """{"resultType":"scalar","result":[1,"3"]}""";

        Assert.Equal(Verdict.Pass, (await VerifyAsync())[1].Verdict);
    }

    [Fact]
    public async Task A_rule_in_the_wrong_group_is_found_there()
    {
        _prometheus.Group["name"] = "h";

        var results = await VerifyAsync();

        Assert.Contains("0 groups of this name among 1", results[0].Evidence, StringComparison.Ordinal);
        Assert.Contains("it is in group h", results[1].Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_that_is_loaded_twice_names_both_files()
    {
        var copy = _prometheus.Group.DeepClone();
        copy["file"] = "/rules/copy.yaml";
        _prometheus.Rules["groups"]!.AsArray().Add(copy);

        Assert.Contains("/rules/monitoring-r-1.yaml and /rules/copy.yaml", (await VerifyAsync())[0].Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_interval_and_an_extra_rule_are_differences_of_the_group()
    {
        _prometheus.Group["interval"] = 60;
        var extra = _prometheus.Rule.DeepClone();
        extra["name"] = "B";
        _prometheus.Group["rules"]!.AsArray().Add(extra);

        Assert.Equal("interval: expected 30 s, found 60 s; rules: expected A, found A, B", (await VerifyAsync())[0].Evidence);
    }

    [Fact]
    public async Task A_metric_that_nothing_exposes_is_a_failure_of_its_own()
    {
        _prometheus.Missing.Add("m");

        var failed = Assert.Single(await VerifyAsync(), result => result.Verdict == Verdict.Fail);

        Assert.Equal(("series/m", "count(m) returned nothing"), (failed.Id, failed.Evidence));
    }

    [Fact]
    public async Task Nothing_loaded_at_all_is_no_proof()
    {
        _prometheus.Rules["groups"]!.AsArray().Clear();

        Assert.Equal(2, (await VerifyAsync()).Count(result => result.Verdict == Verdict.Fail));
    }

    [Fact]
    public async Task What_was_just_applied_gets_time_to_be_loaded()
    {
        // Given a rule that the operator has not loaded yet
        var group = _prometheus.Group.DeepClone();
        _prometheus.Rules["groups"]!.AsArray().Clear();
        var (log, time) = (new RecordingLog(), new FakeTimeProvider());

        // When it comes while the verification waits
        var verification = VerifyAsync(loading: TimeSpan.FromMinutes(5), log, time);
        await Eventually.HoldsAsync(() => log.Lines.Count > 0, "it waits");
        _prometheus.Rules["groups"]!.AsArray().Add(group);
        await Eventually.HoldsAsync(() => { time.Advance(TimeSpan.FromSeconds(1)); return verification.IsCompleted; }, "it looks again");

        // Then it is proven, and the wait said what it waited for
        Assert.All(await verification, result => Assert.Equal(Verdict.Pass, result.Verdict));
        Assert.Contains("1 of 3 proven", log.Lines[0], StringComparison.Ordinal);
    }

    /// <summary>Verifies at a date that stands, while the patience of the verification passes.</summary>
    [Theory]
    [InlineData("sum(m) > 0.1", null)]
    [InlineData("sum(m)  >  0.1 # as written", null)]
    [InlineData(
        "sum(m) > 0.10", "expression (as it is written: the server has no format_query): expected sum(m) > 0.1, found sum(m) > 0.10")]
    public async Task A_server_that_prints_no_expressions_has_them_compared_as_they_are_written(string loaded, string? difference)
    {
        _prometheus.Lacks.Add("/format_query");
        _prometheus.Rule["query"] = loaded;

        var failed = (await VerifyAsync()).FirstOrDefault(result => result.Verdict == Verdict.Fail);

        Assert.Equal(difference, failed?.Evidence);
    }

    private Task<IReadOnlyList<CheckResult>> VerifyAsync(TimeSpan loading = default, RecordingLog? log = null, TimeProvider? time = null) =>
        Proving.MakeAsync(RuleProof.Of(_prometheus.Client, Expected, new FakeTimeProvider(Now)), time ?? new HurryingTime(), loading, log);
}
