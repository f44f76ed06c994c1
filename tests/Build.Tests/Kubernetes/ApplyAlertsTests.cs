using GitOpsDemo.Build.Tests.Kubernetes.Fixtures;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests.Kubernetes;

[Trait(Traits.Category, Traits.Integration)]
public sealed class ApplyAlertsTests
{
    private const string Servers = "kubectl --context k3s get prometheuses.monitoring.coreos.com --all-namespaces --output json";
    private const string Namespace = "kubectl --context k3s get namespaces monitoring --ignore-not-found --output json";
    private const string Apply =
        "kubectl --context k3s apply --server-side --field-manager gitops-demo-build --force-conflicts --filename -";

    private const string Rules = """
        apiVersion: monitoring.coreos.com/v1
        kind: PrometheusRule
        metadata:
          name: gitops-demo-alerts
          namespace: monitoring
          labels:
            release: prometheus
        spec:
          groups:
            - name: g
              rules:
                - alert: A
                  expr: vector(1)
        """;

    [Theory]
    [InlineData("""{"ruleSelector":{},"ruleNamespaceSelector":{}}""")]
    [InlineData("""{"ruleSelector":{"matchLabels":{"release":"prometheus"}}}""")]
    [InlineData("""{"ruleSelector":{"matchExpressions":[{"key":"release","operator":"In","values":["prometheus","other"]}]},"ruleNamespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"monitoring"}}}""")]
    public async Task Rules_that_a_Prometheus_selects_are_applied_as_they_are_written(string spec)
    {
        await using var cluster = Given(spec);
        cluster.Script.On(Apply, "prometheusrule.monitoring.coreos.com/gitops-demo-alerts serverside-applied");

        await cluster.Platform.ApplyAlertsAsync(ManifestSet.Parse(Rules, "alerts.yaml"), default);

        Assert.Equal([Servers, Namespace, Apply], cluster.Script.Lines[2..]);
        Assert.Equal(Rules, cluster.Script.InputOf(Apply));
    }

    [Theory]
    [InlineData("""{"ruleSelector":{"matchLabels":{"release":"kps"}},"ruleNamespaceSelector":{}}""", "Prometheus monitoring/main asks for the label release=kps")]
    [InlineData("""{"ruleSelector":{"matchExpressions":[{"key":"team","operator":"Exists"}]},"ruleNamespaceSelector":{}}""", "Prometheus monitoring/main asks for the label team Exists")]
    [InlineData("""{"ruleNamespaceSelector":{}}""", "Prometheus monitoring/main selects no rules at all")]
    [InlineData(
        """{"ruleSelector":{},"ruleNamespaceSelector":{"matchLabels":{"watch":"yes"}}}""", "Prometheus monitoring/main asks for namespaces with watch=yes, which monitoring does not have")]
    public async Task Rules_that_no_Prometheus_selects_are_refused_and_what_is_missing_is_named(string spec, string why)
    {
        await using var cluster = Given(spec);

        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => cluster.Platform.ApplyAlertsAsync(ManifestSet.Parse(Rules, "alerts.yaml"), default));

        Assert.Equal(("PrometheusRule monitoring/gitops-demo-alerts would be ignored", why), (failure.What, failure.Why));
    }

    [Fact]
    public async Task A_Prometheus_without_a_namespace_selector_sees_its_own_namespace_alone()
    {
        await using var cluster = Given("""{"ruleSelector":{}}""", serverNamespace: "elsewhere");

        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => cluster.Platform.ApplyAlertsAsync(ManifestSet.Parse(Rules, "alerts.yaml"), default));

        Assert.Equal("Prometheus elsewhere/main selects rules of its own namespace alone, not of monitoring", failure.Why);
    }

    [Fact]
    public async Task Without_the_operator_there_is_no_one_to_read_rules()
    {
        await using var cluster = new ClusterFixture();
        cluster.Script
            .On("kubectl --context k3s version --output json", Answers.Version)
            .On("kubectl --context k3s auth can-i * * --all-namespaces", "yes")
            .On(Servers, error: "error: the server doesn't have a resource type \"prometheuses\"", exitCode: 1);

        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => cluster.Platform.ApplyAlertsAsync(ManifestSet.Parse(Rules, "alerts.yaml"), default));

        Assert.Equal("the cluster has no Prometheus object", failure.Why);
    }

    [Fact]
    public async Task A_manifest_that_the_schema_refuses_is_told_in_the_words_of_the_server()
    {
        await using var cluster = Given("""{"ruleSelector":{},"ruleNamespaceSelector":{}}""");
        const string said =
            "Error from server: failed to create typed patch object "
            + "(monitoring/gitops-demo-alerts; monitoring.coreos.com/v1, Kind=PrometheusRule): "
            + ".spec.groups[name=\"g\"].rules[0].exprr: field not declared in schema";
        cluster.Script.On(Apply, error: said, exitCode: 1);

        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => cluster.Platform.ApplyAlertsAsync(ManifestSet.Parse(Rules, "alerts.yaml"), default));

        Assert.Equal(said, failure.Why);
    }

    private static ClusterFixture Given(string spec, string serverNamespace = "monitoring")
    {
        var cluster = new ClusterFixture();
        cluster.Script
            .On("kubectl --context k3s version --output json", Answers.Version)
            .On("kubectl --context k3s auth can-i * * --all-namespaces", "yes")
            .On(Servers, Answers.List($$$"""{"kind":"Prometheus","metadata":{"name":"main","namespace":"{{{serverNamespace}}}"},"spec":{{{spec}}}}"""))
            .On(Namespace, """{"kind":"Namespace","metadata":{"name":"monitoring","labels":{"kubernetes.io/metadata.name":"monitoring"}}}""");
        return cluster;
    }
}
