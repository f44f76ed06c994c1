using GitOpsDemo.Build.Tests.Kubernetes.Fixtures;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Proof;

namespace GitOpsDemo.Build.Tests.Kubernetes;

/// <summary>How long a cluster may still take to bring what somebody has applied, by what the object itself says.</summary>
public sealed class ClusterArrivalsTests
{
    private const string Rule =
        "kubectl --context k3s --namespace monitoring get PrometheusRule.monitoring.coreos.com rules --ignore-not-found "
            + "--show-managed-fields --output json";
    private const string Events = "kubectl --context k3s --namespace monitoring get events --output json";
    private const string Operators =
        "kubectl --context k3s get deployments.apps --all-namespaces --selector app.kubernetes.io/component=prometheus-operator "
            + "--output json";

    private static readonly Awaited Awaited = new(
        Part.Rules,
        new ObjectMetadata("monitoring.coreos.com/v1", "PrometheusRule", Namespace: null, "rules", new Dictionary<string, string>()));

    [Theory]
    [InlineData(-3600, -10, 290)]
    [InlineData(-3600, -301, 0)]
    [InlineData(-20, -3600, 280)]
    public async Task What_was_changed_lately_has_the_rest_of_five_minutes(int created, int changed, int left)
    {
        await using var cluster = new ClusterFixture();
        cluster.Script.On(Rule, Object(created, changed));

        Assert.Equal(left, (await ArrivalsOf(cluster).LeftAsync(Awaited, default)).TotalSeconds, tolerance: 5);
    }

    [Fact]
    public async Task What_the_operator_writes_into_the_status_is_no_change()
    {
        await using var cluster = new ClusterFixture();
        cluster.Script.On(
            Rule, Object(-3600, -1).Replace("\"manager\"", "\"subresource\":\"status\",\"manager\"", StringComparison.Ordinal));

        Assert.Equal(TimeSpan.Zero, await ArrivalsOf(cluster).LeftAsync(Awaited, default));
    }

    [Fact]
    public async Task An_object_that_is_not_there_is_not_on_its_way()
    {
        await using var cluster = new ClusterFixture();
        cluster.Script.On(Rule, "");

        Assert.Equal(TimeSpan.Zero, await ArrivalsOf(cluster).LeftAsync(Awaited, default));
    }

    [Fact]
    public async Task What_has_not_arrived_is_explained_by_its_events_and_the_state_of_the_operator()
    {
        await using var cluster = new ClusterFixture();
        cluster.Script
            .On(Rule, Object(-3600, -310))
            .On(Events, Answers.List("""{"kind":"Event","type":"Warning","reason":"InvalidConfiguration","message":"PrometheusRule rules was rejected","involvedObject":{"kind":"PrometheusRule","name":"rules"}}"""))
            .On(Operators, Answers.List("""{"kind":"Deployment","metadata":{"name":"operator","namespace":"monitoring"},"spec":{"replicas":0},"status":{}}"""));

        Assert.Matches(
            "^PrometheusRule rules was changed 31[0-9] s ago; InvalidConfiguration: PrometheusRule rules was rejected; "
            + "the operator monitoring/operator has 0 of 0 replicas ready$",
            await ArrivalsOf(cluster).ExplainAsync(Awaited, default));
    }

    [Fact]
    public async Task The_configuration_of_Alertmanager_is_as_old_as_the_newest_release()
    {
        await using var cluster = new ClusterFixture();
        var updated = Ago(-30).ToString("yyyy-MM-dd HH:mm:ss.fffffff", null) + "00 +0000 UTC";
        cluster.Script.On("helm --kube-context k3s version --template {{.Version}}", "v4.1.4").On(
            "helm --kube-context k3s --namespace monitoring list --output json",
            $"[{Answers.Release("prometheus", 3, "deployed", "kube-prometheus-stack-88.5.3", updated)}]");

        Assert.Equal(270, (await ArrivalsOf(cluster).LeftAsync(new(Part.Alerting), default)).TotalSeconds, tolerance: 5);
    }

    [Fact]
    public async Task A_kind_that_the_cluster_does_not_know_is_not_on_its_way()
    {
        await using var cluster = new ClusterFixture();
        cluster.Script.On(Rule, error: "error: the server doesn't have a resource type \"PrometheusRule\"", exitCode: 1);

        Assert.Equal(TimeSpan.Zero, await ArrivalsOf(cluster).LeftAsync(Awaited, default));
    }

    private static IArrivals ArrivalsOf(ClusterFixture cluster) => cluster.Platform.Arrivals;

    private static DateTimeOffset Ago(int seconds) => DateTimeOffset.UtcNow.AddSeconds(seconds);

    private static string Object(int created, int changed) => $$$"""
        {"kind":"PrometheusRule","metadata":{"name":"rules","namespace":"monitoring","creationTimestamp":"{{{Ago(created):yyyy-MM-ddTHH:mm:ssZ}}}",
         "managedFields":[{"manager":"gitops-demo-build","operation":"Apply","time":"{{{Ago(changed):yyyy-MM-ddTHH:mm:ssZ}}}"}]}}
        """;
}
