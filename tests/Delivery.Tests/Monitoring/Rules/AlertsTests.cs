using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Rules;
using GitOpsDemo.Testing;
using YamlDotNet.RepresentationModel;

namespace GitOpsDemo.Delivery.Tests.Monitoring.Rules;

/// <summary>The alerts of the repository and their tests, which every Deploy runs (TestRules).</summary>
public sealed class AlertsTests
{
    /// <summary>One test of those in the repository, for all of them take promtool seconds.</summary>
    private const string NineTenthsFire = """
        rule_files: [gitops-demo-alerts.yaml]
        tests:
          - interval: 1m
            input_series:
              - series: container_memory_working_set_bytes{namespace="gitops-demo-dev", pod="a", container="app"}
                values: 90x10
              - series: kube_pod_container_resource_limits{resource="memory", namespace="gitops-demo-dev", pod="a", container="app"}
                values: 100x10
            alert_rule_test:
              - eval_time: 8m
                alertname: HighMemoryUsage
                exp_alerts:
                  - exp_labels: {severity: warning, namespace: gitops-demo-dev, pod: a, container: app}
        """;

    private static readonly string AlertsFile = Path.Combine(Repository.Root, "monitoring/alerts.yaml");
    private static readonly string TestsFile = Path.Combine(Repository.Root, "monitoring/alerts.tests.yaml");
    private static readonly PrometheusRule Alerts = ManifestSet.Load(AlertsFile).Only<PrometheusRule>();

    [Fact]
    public void Each_alert_has_at_least_four_tests_and_is_seen_both_to_fire_and_not_to()
    {
        var expectations = Read().ToList();
        foreach (var alert in Alerts.Groups.SelectMany(group => group.Rules).Select(rule => rule.Alert).OfType<string>())
        {
            var own = expectations.Where(expectation => expectation.Alert == alert).ToList();
            Assert.True(own.Select(expectation => expectation.Test).Distinct().Count() >= 4, $"{alert} has fewer than 4 tests");
            Assert.Contains(own, expectation => expectation.Fires);
            Assert.Contains(own, expectation => !expectation.Fires);
        }
    }

    [Fact]
    public void Each_alert_has_its_runbook()
    {
        foreach (var rule in Alerts.Groups.SelectMany(group => group.Rules).Where(rule => rule.Alert is not null))
        {
            var page = $"docs/runbooks/{rule.Alert}.md";
            Assert.EndsWith($"/{page}", rule.Annotations["runbook_url"], StringComparison.Ordinal);
            Assert.StartsWith($"# {rule.Alert} ", File.ReadAllText(Path.Combine(Repository.Root, page)), StringComparison.Ordinal);
        }
    }

    [Trait(Traits.Category, Traits.Integration)]
    [FactWithTool("promtool")]
    public async Task A_rule_with_another_threshold_fails_its_tests_in_the_words_of_promtool()
    {
        using var folder = new TemporaryFolder();
        var alerts = folder.Write("alerts.yaml", File.ReadAllText(AlertsFile).Replace("> 0.8", "> 0.99", StringComparison.Ordinal));
        var tests = folder.Write("memory.tests.yaml", NineTenthsFire);
        var rules = ManifestSet.Load(alerts).Only<PrometheusRule>();
        var files = RuleTestFiles.Write(rules, tests, folder["out"]);

        var exception = await Assert.ThrowsAsync<DeliveryException>(() => RealPromtool.New().TestRulesAsync(files.Tests, rules));

        Assert.Contains("HighMemoryUsage", exception.Message, StringComparison.Ordinal);
        Assert.Equal("fix the rule in alerts.yaml, or its test in alerts.tests.yaml", exception.Next);
    }

    [Fact]
    public void Tests_of_other_rules_are_refused_because_promtool_would_be_content()
    {
        using var folder = new TemporaryFolder();
        var tests = folder.Write("other.tests.yaml", "rule_files: [other.yaml]\ntests: []\n");

        var exception = Assert.Throws<DeliveryException>(() => RuleTestFiles.Write(Alerts, tests, folder["out"]));

        Assert.Contains("rule_files do not name gitops-demo-alerts.yaml", exception.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Test, string Alert, bool Fires)> Read()
    {
        var stream = new YamlStream();
        using var reader = File.OpenText(TestsFile);
        stream.Load(reader);
        return from test in (YamlSequenceNode)stream.Documents[0].RootNode["tests"]
               from expectation in (YamlSequenceNode)test["alert_rule_test"]
               select ($"{test["name"]}", $"{expectation["alertname"]}", ((YamlSequenceNode)expectation["exp_alerts"]).Children.Count > 0);
    }
}
