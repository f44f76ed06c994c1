using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;
using YamlDotNet.RepresentationModel;

namespace GitOpsDemo.Kubernetes.Tests;

/// <summary>What must hold between the values of the charts, the alerts and the dashboard.</summary>
public sealed class ChartValuesTests
{
    private static readonly YamlNode Prometheus = Read("prometheus-values.yaml");

    [Fact]
    public void Objects_of_every_namespace_and_label_are_taken()
    {
        foreach (var kind in new[] { "serviceMonitor", "podMonitor", "rule", "probe", "scrapeConfig" })
        {
            Assert.Equal("false", $"{Prometheus["prometheus"]["prometheusSpec"][$"{kind}SelectorNilUsesHelmValues"]}");
        }
    }

    [Fact]
    public void Grafana_Alloy_and_the_chart_of_Loki_mean_the_same_address()
    {
        const string Loki = "http://loki.monitoring.svc:3100";
        var source = Assert.Single((YamlSequenceNode)Prometheus["grafana"]["additionalDataSources"]);

        Assert.Equal(Loki, $"{source["url"]}");
        var collector = $"{Read("alloy-values.yaml")["alloy"]["configMap"]["content"]}";
        Assert.Contains($"{Loki}/loki/api/v1/push", collector, StringComparison.Ordinal);
        Assert.Equal("false", $"{Read("loki-values.yaml")["gateway"]["enabled"]}");
    }

    [Fact]
    public void No_file_of_values_holds_a_password() => Assert.All(
        Directory.GetFiles(Path.Combine(Repository.Root, "monitoring"), "*-values.yaml"),
        file => Assert.DoesNotContain("adminPassword", File.ReadAllText(file), StringComparison.Ordinal));

    [Trait(Traits.Category, Traits.Integration)]
    [FactWithTool("amtool")]
    public async Task Alertmanager_sends_our_alerts_to_our_receiver_and_those_of_others_nowhere()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("alertmanager.yml", Write(Prometheus["alertmanager"]["config"]));

        Assert.Equal("gitops-demo", await ReceiverAsync(file, "alertname=HighErrorRate", "namespace=gitops-demo-dev", "severity=warning"));
        Assert.Equal("null", await ReceiverAsync(file, "alertname=Watchdog", "severity=none"));
        Assert.Equal("null", await ReceiverAsync(file, "alertname=KubePodCrashLooping", "namespace=kube-system"));
    }

    private static async Task<string> ReceiverAsync(string file, params string[] labels)
    {
        var command = new Command(TestTools.Find("amtool")!, ["config", "routes", "test", $"--config.file={file}", .. labels]);
        return (await new CommandRunner(new RecordingLog()).RunAsync(command)).Output.Trim();
    }

    private static string Write(YamlNode node)
    {
        using var writer = new StringWriter();
        new YamlStream(new YamlDocument(node)).Save(writer, assignAnchors: false);
        return writer.ToString();
    }

    private static YamlNode Read(string file)
    {
        var stream = new YamlStream();
        using var reader = File.OpenText(Path.Combine(Repository.Root, "monitoring", file));
        stream.Load(reader);
        return stream.Documents.Single().RootNode;
    }
}
