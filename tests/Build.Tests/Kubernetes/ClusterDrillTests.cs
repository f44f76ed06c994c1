using GitOpsDemo.Build.Tests.Kubernetes.Fixtures;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Drill;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests.Kubernetes;

public sealed class ClusterDrillTests
{
    private const string Version = "kubectl --context k3s version --output json";
    private const string MayAll = "kubectl --context k3s auth can-i * * --all-namespaces";
    private const string Scale = "kubectl --context k3s --namespace gitops-demo-dev scale deployment/gitops-demo --replicas";
    private const string Get =
        "kubectl --context k3s --namespace gitops-demo-dev get deployments.apps gitops-demo --ignore-not-found --output json";

    private const string Deployment = """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"gitops-demo","namespace":"gitops-demo-dev"},
         "spec":{"replicas":2,"selector":{"matchLabels":{"app":"gitops-demo"}},"template":{"metadata":{"labels":{"app":"gitops-demo"}},
           "spec":{"containers":[{"name":"app","image":"gitops-demo:1","ports":[{"name":"http","containerPort":8080}]}]}}}}
        """;

    private static readonly PrometheusRule Rules = ManifestSet.Load(
        Path.Combine(Repository.Root, "monitoring", "alerts.yaml")).Only<PrometheusRule>();

    private readonly string[] _addresses =
        ["--prometheus-url=http://127.0.0.1:6/prometheus", "--alertmanager-url=http://127.0.0.1:6/alertmanager"];

    [Fact]
    public async Task Each_pod_is_reached_through_a_port_of_its_own()
    {
        // Given
        await using var cluster = Cluster();

        // When
        await using var site = await OpenAsync(cluster);

        // Then
        Assert.Equal(
            [new("gitops-demo-1", new("http://127.0.0.1:40001/")), new("gitops-demo-2", new("http://127.0.0.1:40002/"))],
            site.Replicas);
        Assert.Equal("http://127.0.0.1:6/prometheus/", site.Prometheus.Address.ToString());
        Assert.Equal("http://127.0.0.1:6/alertmanager/", site.Alertmanager.Address.ToString());
        Assert.Null(site.Receiver);
        Assert.Equal(("dev", "gitops-demo-dev", 1), (site.Environment, site.Namespace, site.Scale.Factor));
    }

    [Fact]
    public async Task A_pod_that_is_not_ready_is_no_ground_for_a_drill()
    {
        await using var cluster = Cluster();

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => OpenAsync(cluster, areReady: false));

        Assert.Equal("of its pods gitops-demo-2 is not ready", failure.Why);
    }

    [Trait(Traits.Category, Traits.Integration)]
    [Fact]
    public async Task Pods_that_Argo_CD_puts_back_are_taken_away_again_until_the_end()
    {
        // Given a cluster that puts them back once
        await using var cluster = Cluster();
        cluster.Script
            .On($"{Scale} 0").On($"{Scale} 2")
            .On(Get, Deployment).On(Get, Deployment.Replace("\"replicas\":2", "\"replicas\":0", StringComparison.Ordinal));
        await using var site = await OpenAsync(cluster);

        // When
        await site.Outage.BeginAsync(default);
        await Eventually.HoldsAsync(() => cluster.Script.Lines.Count(line => line == $"{Scale} 0") == 2, "they are taken away again");
        await site.Outage.EndAsync(default);

        // Then
        Assert.Equal($"{Scale} 2", cluster.Script.Lines[^1]);
        Assert.Equal($"{Scale} 2", site.Outage.EndsByHand);
    }

    [Fact]
    public async Task An_outage_that_never_began_has_no_end()
    {
        await using var cluster = Cluster();
        await using var site = await OpenAsync(cluster);

        await site.Outage.EndAsync(default);

        Assert.DoesNotContain(cluster.Script.Lines, line => line.Contains(" scale ", StringComparison.Ordinal));
    }

    [Trait(Traits.Category, Traits.Integration)]
    [Fact]
    public async Task Production_is_not_drilled_unless_somebody_says_yes()
    {
        await using var cluster = new ClusterFixture("--environment=prod");

        Assert.NotEqual(0, cluster.Run("FireDrill"));
        Assert.Empty(cluster.Script.Lines);
    }

    private static Task<IDrillSession> OpenAsync(ClusterFixture cluster, bool areReady = true)
    {
        LiveReplica[] replicas =
            [new("gitops-demo-1", "gitops-demo:1", true, "node-1"), new("gitops-demo-2", "gitops-demo:1", areReady, "node-2")];
        var live = new LiveEnvironment("dev", "gitops-demo-dev", "4f1c", "gitops-demo:1", new("http://localhost/"), replicas, Deployment);
        return cluster.Get<IDrillPlatform>().OpenAsync(live, Rules, TimeScale.TrueTime, default);
    }

    private ClusterFixture Cluster()
    {
        var cluster = new ClusterFixture(_addresses);
        cluster.Script.On(Version, Answers.Version).On(MayAll, "yes").On(Forward(1), Answers.Forwarding(40001, 8080), ends: Never()).On(
            Forward(2), Answers.Forwarding(40002, 8080), ends: Never());
        return cluster;
    }

    private static Task Never() => new TaskCompletionSource().Task;

    private static string Forward(int pod) =>
        $"kubectl --context k3s --namespace gitops-demo-dev port-forward --address 127.0.0.1 pod/gitops-demo-{pod} :8080";
}
