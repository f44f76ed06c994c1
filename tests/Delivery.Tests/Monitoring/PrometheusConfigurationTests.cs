using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Monitoring.Rules;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Monitoring;

public sealed class PrometheusConfigurationTests
{
    private static readonly ServiceMonitor Monitor = Healthy.Manifests.Only<ServiceMonitor>();

    [Fact]
    public void An_endpoint_of_a_ServiceMonitor_is_a_scrape_pool_under_the_name_that_the_operator_gives_it()
    {
        var yaml = Configuration(Monitor).ToYaml();

        Assert.Contains("job_name: serviceMonitor/gitops-demo-dev/gitops-demo/0\n", yaml, StringComparison.Ordinal);
        Assert.Contains("scrape_interval: 2s\n", yaml, StringComparison.Ordinal);
        Assert.Contains("scrape_timeout: 2s\n", yaml, StringComparison.Ordinal);
        Assert.Contains("sample_limit: 5000\n", yaml, StringComparison.Ordinal);
        Assert.Contains("regex: (gitops-demo);true\n", yaml, StringComparison.Ordinal);
        Assert.Contains("- /lab/targets/gitops-demo-dev.json\n", yaml, StringComparison.Ordinal);
    }

    [Fact]
    public void Targets_are_looked_for_in_the_namespaces_that_the_ServiceMonitor_names()
    {
        var ofShop = Configuration(Monitor with { NamespaceNames = ["shop"] }).ToYaml();
        var ofAll = Configuration(Monitor with { AnyNamespace = true }).ToYaml();

        Assert.Contains("- /lab/targets/shop.json\n", ofShop, StringComparison.Ordinal);
        Assert.Contains("- /lab/targets/*.json\n", ofAll, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_lab_does_not_know_is_refused_and_not_left_out()
    {
        var manifests = ManifestSet.Parse(Healthy.With("    scrapeTimeout: 2s\n", "    scrapeTimeout: 2s\n    oauth2: {}\n"), "dev");

        var exception = Assert.Throws<DeliveryException>(() => Configuration(manifests.Only<ServiceMonitor>()).ToYaml());

        Assert.Contains("it uses endpoints.oauth2", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>An endpoint with all that is Prometheus' own.</summary>
    private static MonitorEndpoint Relabelled => ManifestSet.Parse(
        Healthy.With(
            "    scrapeTimeout: 2s\n",
            """
                scrapeTimeout: 2s
                scheme: HTTPS
                honorTimestamps: false
                followRedirects: false
                enableHttp2: false
                filterRunning: false
                params: {module: [a, b]}
                relabelings:
                - {sourceLabels: [__meta_kubernetes_pod_node_name], targetLabel: instance}
                - {action: LabelDrop, regex: pod_template_hash}
                - {action: hashmod, sourceLabels: [a, b], separator: "", modulus: 2, targetLabel: shard}
                metricRelabelings:
                - {action: drop, sourceLabels: [__name__], regex: go_.*}
                - {targetLabel: kept, replacement: ""}

            """),
        "dev").Only<ServiceMonitor>().Endpoints[0];

    [Fact]
    public void Relabelling_of_a_ServiceMonitor_follows_that_of_the_operator_and_says_what_it_says()
    {
        var yaml = Configuration(Monitor with { Endpoints = [Relabelled] }).ToYaml();

        Assert.Contains(
            """
              - target_label: endpoint
                replacement: http
              - source_labels:
                - __meta_kubernetes_pod_node_name
                target_label: instance
              - regex: pod_template_hash
                action: labeldrop
              - source_labels:
                - a
                - b
                separator: ""
                target_label: shard
                modulus: 2
                action: hashmod
              metric_relabel_configs:
              - source_labels:
                - __name__
                regex: go_.*
                action: drop
              - target_label: kept
                replacement: ""
            """,
            yaml,
            StringComparison.Ordinal);
        Assert.Contains("  scheme: https\n", yaml, StringComparison.Ordinal);
        Assert.Contains("  honor_timestamps: false\n", yaml, StringComparison.Ordinal);
        Assert.Contains("  params:\n    module:\n    - a\n    - b\n", yaml, StringComparison.Ordinal);
        Assert.DoesNotContain("Failed|Succeeded", yaml, StringComparison.Ordinal);
    }

    [Trait(Traits.Category, Traits.Integration)]
    [FactWithTool("promtool")]
    public async Task Promtool_accepts_everything_that_can_be_generated()
    {
        using var folder = new TemporaryFolder();
        var rules = ManifestSet.Load(Path.Combine(Repository.Root, "monitoring/alerts.yaml")).Only<PrometheusRule>();
        folder.Write($"rules/{PrometheusRuleFile.Name(rules)}", PrometheusRuleFile.Write(rules));
        var selector = new LabelSelector(
            new Dictionary<string, string> { ["app.kubernetes.io/name"] = "x" },
            [new("a", "In", ["1", "2"]), new("b", "NotIn", ["3"]), new("c", "Exists", []), new("d", "DoesNotExist", [])]);
        var rich = Monitor with
        {
            Selector = selector,
            JobLabel = "app.kubernetes.io/name",
            TargetLabels = ["team"],
            PodTargetLabels = ["zone"],
            Endpoints =
            [
                new(null, "8080", "/m", "http", null, null, true),
                new(null, "web", "/m", "https", TimeSpan.FromMilliseconds(500), null, false),
                Relabelled,
            ],
            Limits = new Dictionary<string, object> { ["label_limit"] = 50, ["body_size_limit"] = "10MB" },
        };
        var configuration = Configuration(Monitor, rich with { Metadata = rich.Metadata with { Name = "rich" } }) with
        {
            RuleFiles = [folder["rules", "*.yaml"]],
            Jobs =
            [
                new StaticJob("prometheus", "127.0.0.1:9090"),
                new StaticJob("kubelet", "127.0.0.1:1", "/metrics/cadvisor", HonorLabels: true) { Interval = TimeSpan.FromSeconds(5) },
            ],
        };
        var path = folder.Write("prometheus.yml", configuration.ToYaml());

        var said = await new CommandRunner(new RecordingLog()).RunAsync(new Command(TestTools.Find("promtool")!, "check", "config", path));

        Assert.Contains("1 rule files found", said.Output, StringComparison.Ordinal);
    }

    [Trait(Traits.Category, Traits.Integration)]
    [FactWithTool("amtool")]
    public async Task Amtool_accepts_the_configuration_of_Alertmanager_with_and_without_a_webhook()
    {
        using var folder = new TemporaryFolder();
        var toNobody = new AlertmanagerConfiguration();
        foreach (var configuration in new[] { toNobody, new TimeScale(7).Of(toNobody with { Webhook = new("http://127.0.0.1:9/alerts") }) })
        {
            var path = folder.Write("alertmanager.yml", configuration.ToYaml());

            var result = await new CommandRunner(new RecordingLog()).RunAsync(new Command(TestTools.Find("amtool")!, "check-config", path));

            Assert.Contains("- 2 receivers", result.Output, StringComparison.Ordinal);
        }
    }

    internal static PrometheusConfiguration Configuration(params ServiceMonitor[] monitors) => new()
    {
        Monitors = monitors,
        TargetFolder = "/lab/targets",
        RuleFiles = ["/lab/rules/*.yaml"],
        Alertmanagers = ["127.0.0.1:9093"],
    };
}
