using GitOpsDemo.Delivery.Monitoring.Targets;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Delivery.Tests.Monitoring.Prometheus;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Monitoring.Targets;

public sealed class TargetProofTests : IAsyncLifetime
{
    private const string Live = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: app, namespace: ns}
        spec:
          replicas: 2
          selector: {matchLabels: {app: app}}
          template:
            metadata: {labels: {app: app}}
            spec:
              containers: [{name: app, image: "localhost:5000/app:1"}]
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: app, namespace: ns, labels: {app: app}}
        spec:
          selector: {app: app}
          ports: [{name: http, port: 80, targetPort: 8080}]
        ---
        apiVersion: monitoring.coreos.com/v1
        kind: ServiceMonitor
        metadata: {name: app, namespace: ns}
        spec:
          selector: {matchLabels: {app: app}}
          endpoints: [{port: http, interval: 5s}]
        """;

    private PrometheusStub _prometheus = null!;

    public async Task InitializeAsync() => _prometheus = await PrometheusStub.StartAsync();

    public async Task DisposeAsync() => await _prometheus.DisposeAsync();

    [Fact]
    public async Task Replicas_that_run_and_are_scraped_are_proven()
    {
        var results = await VerifyAsync();

        Assert.Equal(
            ["replicas/a", "replicas/b", "targets/serviceMonitor/ns/app/0", "targets/a", "targets/b"], results.Select(result => result.Id));
        Assert.All(results, result => Assert.Equal(Verdict.Pass, result.Verdict));
    }

    [Fact]
    public async Task A_replica_that_has_ended_is_named_before_Prometheus_notices()
    {
        var failed = Assert.Single(await VerifyAsync(isRunning: false), result => result.Verdict == Verdict.Fail);

        Assert.Equal("replicas/b", failed.Id);
        Assert.Contains("process 2 has ended", failed.Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("down", "connection refused")]
    [InlineData("unknown", "")]
    public async Task A_target_that_is_not_up_is_named_with_the_error(string health, string error)
    {
        var target = _prometheus.Targets["activeTargets"]![1]!;
        (target["health"], target["lastError"]) = (health, error);

        var failed = Assert.Single(await VerifyAsync(), result => result.Verdict == Verdict.Fail);

        Assert.Equal("targets/b", failed.Id);
        Assert.Contains(error, failed.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_of_a_replaced_replica_is_no_proof_of_the_new_one()
    {
        _prometheus.Targets["activeTargets"]![1]!["labels"]!["pod"] = "old";

        Assert.Equal("targets/old", Assert.Single(await VerifyAsync(), result => result.Verdict == Verdict.Fail).Id);
    }

    [Theory]
    [InlineData("endpoint", "web", "port: expected http, found web")]
    [InlineData("scrapeInterval", "15s", "interval: expected 5 s, found 15 s")]
    [InlineData("scrapeUrl", "http://10.0.0.1:8080/old", "path: expected /metrics, found /old")]
    public async Task A_target_of_an_earlier_version_of_the_ServiceMonitor_is_no_proof_of_this_one(
        string field, string value, string difference)
    {
        var target = _prometheus.Targets["activeTargets"]![1]!;
        (field == "endpoint" ? target["labels"] : target)![field] = value;

        var failed = Assert.Single(await VerifyAsync(), result => result.Verdict == Verdict.Fail);

        Assert.Equal(("targets/b", difference), (failed.Id, failed.Evidence));
    }

    [Fact]
    public async Task What_the_ServiceMonitor_relabels_itself_is_not_compared()
    {
        foreach (var target in _prometheus.Targets["activeTargets"]!.AsArray())
        {
            (target!["labels"]!["endpoint"], target["scrapeUrl"]) = ("web", "http://10.0.0.1:8080/other");
        }

        var results = await VerifyAsync(manifests: Live.Replace(
            "interval: 5s}",
            "interval: 5s, relabelings: [{targetLabel: endpoint, replacement: web}, {targetLabel: __metrics_path__, replacement: /other}]}",
            StringComparison.Ordinal));

        Assert.All(results, result => Assert.Equal(Verdict.Pass, result.Verdict));
    }

    [Fact]
    public async Task A_target_that_comes_near_its_sample_limit_is_a_warning_and_no_failure()
    {
        _prometheus.Targets["activeTargets"]![1]!["labels"] = System.Text.Json.Nodes.JsonNode.Parse("""{"pod":"b","instance":"i","job":"j"}""");
        _prometheus.QueryResult = """{"resultType":"vector","result":[{"metric":{"instance":"i","job":"j"},"value":[1,"95"]}]}""";

        var results = await VerifyAsync(manifests: Live + "\n  sampleLimit: 100");

        var warning = Assert.Single(results, result => result.Verdict != Verdict.Pass);
        Assert.Equal((Verdict.Warning, "targets/b/samples"), (warning.Verdict, warning.Id));
        Assert.Contains("95 of 100", warning.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_cluster_can_be_asked_for_its_pods_every_target_that_is_up_counts()
    {
        var results = await VerifyAsync(areKnown: false);

        Assert.Equal(["targets/serviceMonitor/ns/app/0", "targets/a", "targets/b"], results.Select(result => result.Id));
        Assert.All(results, result => Assert.Equal(Verdict.Pass, result.Verdict));
    }

    [Fact]
    public async Task A_pool_that_is_missing_is_a_ServiceMonitor_that_Prometheus_was_not_given()
    {
        (_prometheus.Pools, _prometheus.Targets["activeTargets"]) = (["other"], new System.Text.Json.Nodes.JsonArray());

        Assert.Contains(
            "ServiceMonitor ns/app",
            Assert.Single(await VerifyAsync(), result => result.Verdict == Verdict.Fail).Cause,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pool_that_drops_its_targets_names_the_label_that_does_not_match()
    {
        _prometheus.Targets["activeTargets"]!.AsArray().Clear();
        foreach (var (label, port) in new[] { ("other", "http"), ("app", "web") })
        {
            _prometheus.Dropped["droppedTargets"]!.AsArray().Add(System.Text.Json.Nodes.JsonNode.Parse(
                $$"""
                {"discoveredLabels": {"job": "serviceMonitor/ns/app/0", "__meta_kubernetes_service_name": "svc",
                 "__meta_kubernetes_service_label_app": "{{label}}", "__meta_kubernetes_endpointslice_port_name": "{{port}}"} }
                """));
        }

        var failed = Assert.Single(await VerifyAsync(), result => result.Verdict == Verdict.Fail);

        Assert.Contains("found 0 and 2 dropped", failed.Evidence, StringComparison.Ordinal);
        Assert.Equal("ServiceMonitor ns/app asks for the label app=app, and Service svc has app=other", failed.Cause);
    }

    [Theory]
    [InlineData("drop", "app", Verdict.Pass, "1 active target; 1 dropped by the relabelings of ServiceMonitor ns/app")]
    [InlineData("replace", "app", Verdict.Fail, "expected 2 targets, found 1 and 1 dropped")]
    [InlineData("drop", "other", Verdict.Fail, "expected 2 targets, found 1 and 1 dropped")]
    public async Task A_target_that_the_ServiceMonitor_drops_on_purpose_is_not_missing(
        string action, string label, Verdict verdict, string evidence)
    {
        _prometheus.Targets["activeTargets"]!.AsArray().RemoveAt(1);
        Drop($$"""
            "__meta_kubernetes_service_name": "svc", "__meta_kubernetes_service_label_app": "{{label}}", "__meta_kubernetes_endpointslice_port_name": "http"
            """);

        var results = await VerifyAsync(manifests: Live.Replace(
            "interval: 5s}", $"interval: 5s, relabelings: [{{action: {action}, sourceLabels: [pod], regex: b}}]}}",
            StringComparison.Ordinal));

        var pool = Assert.Single(results, result => result.Id == "targets/serviceMonitor/ns/app/0");
        Assert.Equal((verdict, evidence), (pool.Verdict, pool.Evidence));
    }

    [Fact]
    public async Task Relabelling_that_drops_every_target_proves_nothing()
    {
        _prometheus.Targets["activeTargets"]!.AsArray().Clear();
        var target = """
            "__meta_kubernetes_service_label_app": "app", "__meta_kubernetes_endpointslice_port_name": "http"
            """;
        Drop(target, target);

        var failed = Assert.Single(
            await VerifyAsync(
                manifests: Live.Replace(
                    "interval: 5s}",
                    "interval: 5s, relabelings: [{action: keep, sourceLabels: [x], regex: y}]}",
                    StringComparison.Ordinal)),
            result => result.Verdict == Verdict.Fail);

        Assert.Equal("the relabelings of ServiceMonitor ns/app drop every target", failed.Cause);
    }

    [Theory]
    [InlineData("port: http")]
    [InlineData("portNumber: 8080")]
    public async Task Replicas_that_a_PodMonitor_scrapes_are_proven(string port)
    {
        // Given the pool that the operator makes of it
        const string Pool = "podMonitor/ns/app/0";
        _prometheus.Pools = [Pool];
        foreach (var target in _prometheus.Targets["activeTargets"]!.AsArray())
        {
            (target!["scrapePool"], target["labels"]!["endpoint"]) = (Pool, port.Split(' ')[1]);
        }

        var results = await VerifyAsync(manifests: OfPods(port));

        Assert.Equal(["replicas/a", "replicas/b", $"targets/{Pool}", "targets/a", "targets/b"], results.Select(result => result.Id));
        Assert.All(results, result => Assert.Equal(Verdict.Pass, result.Verdict));
    }

    [Fact]
    public async Task A_pool_of_a_PodMonitor_that_drops_its_targets_names_the_port_that_does_not_match()
    {
        (_prometheus.Pools, _prometheus.Targets["activeTargets"]) = (["podMonitor/ns/app/0"], new System.Text.Json.Nodes.JsonArray());
        Drop("""
            "__meta_kubernetes_pod_name": "app-1", "__meta_kubernetes_pod_label_app": "app", "__meta_kubernetes_pod_container_port_name": "web"
            """);

        var failed = Assert.Single(await VerifyAsync(manifests: OfPods("port: http")), result => result.Verdict == Verdict.Fail);

        Assert.Equal("PodMonitor ns/app asks for a port named http, and that of Pod app-1 is named web", failed.Cause);
    }

    [Fact]
    public async Task A_PodMonitor_that_Prometheus_was_not_given_names_the_selector_to_compare_with()
    {
        var failed = Assert.Single(await VerifyAsync(manifests: OfPods("port: http")), result => result.Verdict == Verdict.Fail);

        Assert.Equal("Prometheus was not given PodMonitor ns/app", failed.Cause);
        Assert.Contains("podMonitorSelector", failed.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_target_of_two_is_not_enough()
    {
        _prometheus.Targets["activeTargets"]!.AsArray().RemoveAt(1);

        Assert.Contains(
            "expected 2 targets, found 1",
            Assert.Single(await VerifyAsync(), result => result.Verdict == Verdict.Fail).Evidence,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Manifests_without_a_ServiceMonitor_are_not_monitored() =>
        Assert.Contains(await VerifyAsync(manifests: Live.Split("---")[0]), result => result.Id == "targets/none");

    private void Drop(params string[] labels)
    {
        foreach (var target in labels)
        {
            _prometheus.Dropped["droppedTargets"]!.AsArray().Add(System.Text.Json.Nodes.JsonNode.Parse(
                $$"""{"discoveredLabels": { {{target}} }, "scrapePool": "{{_prometheus.Pools[0]}}"}"""));
        }
    }

    private static string OfPods(string port) => Live.Replace("kind: ServiceMonitor", "kind: PodMonitor", StringComparison.Ordinal)
        .Replace("endpoints: [{port: http, interval: 5s}]", $"podMetricsEndpoints: [{{{port}, interval: 5s}}]", StringComparison.Ordinal);

    private Task<IReadOnlyList<CheckResult>> VerifyAsync(string manifests = Live, bool isRunning = true, bool areKnown = true)
    {
        LiveReplica[] replicas = [new("a", "image@sha256:1", true, "process 1"), new("b", "image@sha256:1", isRunning, "process 2")];
        return Proving.MakeAsync(
            TargetProof.Of(
                _prometheus.Client,
                new LiveEnvironment(
                    "test", "ns", "commit", "image@sha256:1", new("http://localhost/"), areKnown ? replicas : [], manifests)),
            new HurryingTime());
    }
}
