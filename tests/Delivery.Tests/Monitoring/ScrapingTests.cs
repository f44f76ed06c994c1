using System.Text.Json;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GitOpsDemo.Delivery.Tests.Monitoring;

/// <summary>
/// A real Prometheus with the generated configuration sees targets as a cluster's does (recorded under prometheus-operator 0.87 on
/// Kubernetes 1.36).
/// </summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class ScrapingTests
{
    private const string Pool = "serviceMonitor/gitops-demo-dev/gitops-demo/0";

    [FactWithTool("prometheus")]
    public async Task A_replica_is_up_in_the_pool_with_the_labels_that_a_cluster_gives_it()
    {
        using var folder = new TemporaryFolder();
        await using var replica = await StartReplicaAsync();
        await using var prometheus = await StartAsync(folder, Healthy.Text, replica);

        await Eventually.HoldsAsync(async () => await HealthAsync(prometheus) == "up", "the replica is up", TimeSpan.FromSeconds(20));

        var target = Assert.Single(await ActiveAsync(prometheus));
        Assert.Equal(Pool, target.GetProperty("scrapePool").GetString());
        Assert.Equal($"http://{Address(replica)}/metrics", target.GetProperty("scrapeUrl").GetString());
        Assert.Equal("2s", target.GetProperty("scrapeTimeout").GetString());
        Assert.Equal(
            new SortedDictionary<string, string>
            {
                ["container"] = "app",
                ["endpoint"] = "http",
                ["instance"] = Address(replica),
                ["job"] = "gitops-demo",
                ["namespace"] = "gitops-demo-dev",
                ["pod"] = "gitops-demo-0",
                ["service"] = "gitops-demo",
            },
            target.GetProperty("labels").Deserialize<SortedDictionary<string, string>>());
    }

    [FactWithTool("prometheus")]
    public async Task A_new_replica_is_found_as_soon_as_its_file_is_written()
    {
        using var folder = new TemporaryFolder();
        await using var replica = await StartReplicaAsync();
        await using var prometheus = await StartAsync(folder, Healthy.Text, null);
        Assert.Empty(await ActiveAsync(prometheus));

        WriteTargets(folder, Healthy.Text, replica);

        await Eventually.HoldsAsync(async () => await HealthAsync(prometheus) == "up", "the replica is up", TimeSpan.FromSeconds(20));
    }

    [FactWithTool("prometheus")]
    public async Task A_replica_is_found_by_its_own_port_and_has_the_labels_and_samples_that_the_ServiceMonitor_leaves_it()
    {
        using var folder = new TemporaryFolder();
        await using var replica = await StartReplicaAsync();
        await using var prometheus = await StartAsync(
            folder,
            Healthy.With(
                "    port: http\n    scrapeTimeout",
                """
                    targetPort: 8080
                    relabelings: [{sourceLabels: [__meta_kubernetes_pod_node_name], targetLabel: instance}]
                    metricRelabelings: [{action: drop, sourceLabels: [__name__], regex: answers_.*}]
                    scrapeTimeout
                """.TrimEnd()),
            replica);

        await Eventually.HoldsAsync(async () => await HealthAsync(prometheus) == "up", "the replica is up", TimeSpan.FromSeconds(20));

        var labels = Assert.Single(await ActiveAsync(prometheus)).GetProperty("labels");
        Assert.Equal(System.Net.Dns.GetHostName(), labels.GetProperty("instance").GetString());
        Assert.Equal("8080", labels.GetProperty("endpoint").GetString());
        await Eventually.HoldsAsync(
            async () =>
                (await prometheus.GetAsync("/api/v1/query?query=scrape_samples_post_metric_relabeling%20%3D%3D%200")).GetProperty(
                    "result").GetArrayLength() == 1,
            "no sample is left",
            TimeSpan.FromSeconds(20));
    }

    [FactWithTool("prometheus")]
    public async Task A_page_of_OpenTelemetry_s_exporter_gives_the_series_that_rules_and_panels_ask_for()
    {
        // Given what OpenTelemetry.Exporter.Prometheus.AspNetCore 1.20.1-beta.1 answered
        const string Page = """
            # TYPE target_info gauge
            # HELP target_info Target metadata
            target_info{telemetry_sdk_name="opentelemetry",telemetry_sdk_language="dotnet",service_name="unknown_service:dotnet"} 1
            # TYPE hello_greetings_total counter
            hello_greetings_total{otel_scope_name="Hello",language="en"} 1
            hello_greetings_total{otel_scope_name="Hello",language="de"} 0

            """;
        using var folder = new TemporaryFolder();
        await using var replica = await StartReplicaAsync(Page);
        await using var prometheus = await StartAsync(folder, Healthy.Text, replica);
        var query = Uri.EscapeDataString("sum by (namespace, language) (hello_greetings_total{job=\"gitops-demo\"})");

        await Eventually.HoldsAsync(
            async () => (await prometheus.GetAsync($"/api/v1/query?query={query}")).GetProperty("result").GetArrayLength() == 2,
            "both languages have a series",
            TimeSpan.FromSeconds(20));
        Assert.Equal("up", await HealthAsync(prometheus));
    }

    [FactWithTool("prometheus")]
    public Task A_wrong_port_name_and_a_Service_without_the_label_give_a_pool_with_dropped_targets_only() => Task.WhenAll(
        AssertOnlyDroppedAsync(Healthy.With("    port: http\n    scrapeTimeout", "    port: metrics\n    scrapeTimeout")),
        AssertOnlyDroppedAsync(Healthy.With(
            "kind: Service\nmetadata:\n  labels:\n    app: gitops-demo\n",
            "kind: Service\nmetadata:\n  labels:\n")));

    private static async Task AssertOnlyDroppedAsync(string manifests)
    {
        using var folder = new TemporaryFolder();
        await using var replica = await StartReplicaAsync();
        await using var prometheus = await StartAsync(folder, manifests, replica);

        await Eventually.HoldsAsync(
            async () => (await prometheus.GetAsync("/api/v1/targets")).GetProperty("droppedTargets").GetArrayLength() == 1,
            "the target is dropped",
            TimeSpan.FromSeconds(20));

        Assert.Empty(await ActiveAsync(prometheus));
        var loaded = (await prometheus.GetAsync("/api/v1/status/config")).GetProperty("yaml").GetString();
        Assert.Contains($"job_name: {Pool}", loaded, StringComparison.Ordinal);
    }

    private static async Task<PrometheusServer> StartAsync(TemporaryFolder folder, string manifests, WebApplication? replica)
    {
        WriteTargets(folder, manifests, replica);
        var configuration = PrometheusConfigurationTests.Configuration(ManifestSet.Parse(manifests, "dev").Only<ServiceMonitor>()) with
        {
            TargetFolder = folder["targets"],
            RuleFiles = [],
            Alertmanagers = [],
        };
        return await PrometheusServer.StartAsync(folder, configuration.ToYaml());
    }

    private static void WriteTargets(TemporaryFolder folder, string manifests, WebApplication? replica)
    {
        var set = ManifestSet.Parse(manifests, "dev");
        var deployment = set.Only<Deployment>();
        PodPort[] ports = replica is null ? [] : [new PodPort("app", "http", 8080, Address(replica))];
        PodTarget[] pods = [new("gitops-demo-dev", "gitops-demo-0", deployment.Template.Labels, ports)];
        AtomicFile.WriteAllText(TargetFile.PathOf(folder["targets"], "gitops-demo-dev"), TargetFile.Write([set.Only<Service>()], pods));
    }

    private static async Task<WebApplication> StartReplicaAsync(string page = "# TYPE answers_total counter\nanswers_total 1\n")
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var replica = builder.Build();
        replica.MapGet("/metrics", () => Results.Text(page));
        await replica.StartAsync();
        return replica;
    }

    private static string Address(WebApplication replica) => new Uri(replica.Urls.Single()).Authority;

    private static async Task<string?> HealthAsync(PrometheusServer prometheus) =>
        (await ActiveAsync(prometheus)).Select(target => target.GetProperty("health").GetString()).FirstOrDefault();

    private static async Task<List<JsonElement>> ActiveAsync(PrometheusServer prometheus) =>
        [.. (await prometheus.GetAsync("/api/v1/targets?state=any")).GetProperty("activeTargets").EnumerateArray()];
}
