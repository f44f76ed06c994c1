using System.Text.Json.Nodes;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Alerts;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Monitoring.Rules;
using GitOpsDemo.Delivery.Monitoring.Targets;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Testing;
using Microsoft.Extensions.Time.Testing;

namespace GitOpsDemo.Delivery.Tests.Monitoring.Prometheus;

/// <summary>
/// Servers that answer much of Prometheus' API, played by what their documentation and sources say of it: Thanos 0.43 (pkg/api/query,
/// pkg/rules) and Mimir 3 (its page on the HTTP API; older ones have no <c>format_query</c> either).
/// </summary>
public sealed class OtherServersTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 11, 22, 15, TimeSpan.Zero);

    private PrometheusStub _server = null!;

    public async Task InitializeAsync()
    {
        _server = await PrometheusStub.StartAsync();
        _server.Refusal = (404, "404 page not found");
        _server.Group["interval"] = 60;
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Thanos_proves_rules_and_the_labels_that_it_adds_are_said()
    {
        Thanos();

        var results = await VerifyAsync(Client());

        Assert.All(results, result => Assert.Equal(Verdict.Pass, result.Verdict));
        Assert.Equal(
            "1 rule every 60 s (the server does not report its own interval), but for {cluster=\"eu\"}, which Thanos adds, "
                + "from /rules/monitoring-r-1.yaml",
            results[0].Evidence);
    }

    [Theory]
    [InlineData("""{"severity":"critical","cluster":"eu"}""", "labels: expected {severity=\"warning\"}, found {severity=\"critical\"}")]
    [InlineData("""{"cluster":"eu"}""", "labels: expected {severity=\"warning\"}, found {}")]
    public async Task Behind_Thanos_a_label_of_ours_that_is_wrong_is_found(string labels, string difference)
    {
        Thanos();
        _server.Rule["labels"] = JsonNode.Parse(labels);

        Assert.Equal(difference, Failed(await VerifyAsync(Client())).Evidence);
    }

    [Fact]
    public async Task Behind_Thanos_a_label_that_other_rules_do_not_have_is_no_added_one()
    {
        Thanos();
        var another = _server.Group.DeepClone();
        another["name"] = "another";
        another["rules"]![0]!["labels"] = JsonNode.Parse("""{"cluster":"us"}""");
        _server.Rules["groups"]!.AsArray().Add(another);

        Assert.Equal(
            "labels: expected {severity=\"warning\"}, found {cluster=\"eu\", severity=\"warning\"}",
            Failed(await VerifyAsync(Client())).Evidence);
    }

    [Fact]
    public async Task What_Prometheus_adds_to_no_rule_is_found_there()
    {
        _server.Rule["labels"]!["cluster"] = "eu";

        Assert.Contains("found {cluster=", Failed(await VerifyAsync(Client())).Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mimir_proves_rules_under_its_prefix_with_the_header_of_the_tenant()
    {
        Mimir();

        var results = await VerifyAsync(Client("prometheus/", "X-Scope-OrgID: team"));

        Assert.All(results, result => Assert.Equal(Verdict.Pass, result.Verdict));
        Assert.StartsWith(
            "1 rule every 60 s (the server does not report its own interval)", results[0].Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("without its prefix", "", "X-Scope-OrgID: team")]
    [InlineData("without a tenant", "prometheus/", null)]
    public async Task Mimir_that_is_asked_in_another_way_is_said_with_what_to_set(string cause, string prefix, string? headers)
    {
        Mimir();

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => Client(prefix, headers).RulesAsync(default));

        AnswersPage.Has(["Mimir", cause], failure.Message, ($"{_server.Address}", "https://mimir.example.com/"));
    }

    [Theory]
    [InlineData("Thanos", "")]
    [InlineData("Mimir", "prometheus/")]
    public async Task What_they_lack_is_done_without_and_said(string name, string prefix)
    {
        if (name is "Thanos")
        {
            Thanos();
        }
        else
        {
            Mimir();
        }

        var client = Client(prefix, "X-Scope-OrgID: team");
        var live = new LiveEnvironment("dev", "demo-dev", "c", "i", new("http://localhost/"), [], "");

        Assert.Null(await client.FormatQueryAsync("up", default));
        Assert.Null(await client.EvaluationIntervalAsync(default));
        var wiring = await WiringCheck.OfAsync(client, expected: null, default);
        Assert.Contains("(no /api/v1/alertmanagers)", wiring.Evidence, StringComparison.Ordinal);
        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => Proving.MakeAsync(TargetProof.Of(client, live), new HurryingTime()));
        Assert.Contains("api/v1/scrape_pools", failure.Message, StringComparison.Ordinal);
        Assert.Contains("name a server that has it", failure.Message, StringComparison.Ordinal);
    }

    private void Thanos()
    {
        _server.Lacks.UnionWith(["/format_query", "/status/config", "/alertmanagers", "/scrape_pools"]);
        _server.Group["partialResponseStrategy"] = "ABORT";
        _server.Rule["labels"]!["cluster"] = "eu";
    }

    private void Mimir()
    {
        _server.Lacks.UnionWith(["/format_query", "/status/config", "/alertmanagers", "/scrape_pools", "/targets"]);
        (_server.Prefix, _server.Required) = ("/prometheus", "X-Scope-OrgID");
        _server.Group["file"] = "team-rules";
    }

    private PrometheusClient Client(string prefix = "", string? headers = null) => new(ServiceClient.For(
        new(_server.Address, prefix), ServerAccess.Of("Prometheus", variable: name => name == "PROMETHEUS_HEADERS" ? headers : null)));

    private static CheckResult Failed(IReadOnlyList<CheckResult> results) =>
        Assert.Single(results, result => result.Verdict == Verdict.Fail);

    /// <summary>A rule whose group names no interval.</summary>
    private static Task<IReadOnlyList<CheckResult>> VerifyAsync(PrometheusClient client)
    {
        var rules = ManifestSet.Parse(
            """
            apiVersion: monitoring.coreos.com/v1
            kind: PrometheusRule
            metadata: {name: r, namespace: monitoring}
            spec:
              groups:
                - name: g
                  rules:
                    - {alert: A, expr: sum(m) > 0.1, for: 2m, labels: {severity: warning}, annotations: {summary: text}}
            """,
            "test").Only<PrometheusRule>();
        return Proving.MakeAsync(RuleProof.Of(client, rules, new FakeTimeProvider(Now)), new HurryingTime());
    }
}
