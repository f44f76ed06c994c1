using GitOpsDemo.Build.Tests.Kubernetes.Fixtures;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Monitoring.Dashboards;
using GitOpsDemo.Delivery.Report.Diff;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests.Kubernetes;

/// <summary>What would change on a cluster, asked for in a way that changes nothing.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class DiffTests
{
    private const string Kubectl = "kubectl --context k3s ";
    private const string Difference = Kubectl + "diff --server-side --field-manager gitops-demo-build --force-conflicts --filename -";
    private const string Kinds =
        Kubectl + "get customresourcedefinitions servicemonitors.monitoring.coreos.com --ignore-not-found --output name";
    private const string Monitoring = Kubectl + "get namespaces monitoring --ignore-not-found --output name";
    private const string Releases = "helm --kube-context k3s --namespace monitoring list --output json";

    private static readonly WantedState Wanted = new(
        "dev",
        ManifestSet.Parse("apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: app\n  namespace: gitops-demo-dev\n", "overlay dev"),
        ManifestSet.Parse("apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: rules\n  namespace: monitoring\n", "alerts.yaml"),
        [new Dashboard("demo.json", "demo", "Demo", """{"uid":"demo","title":"Demo"}""")]);

    [Fact]
    public async Task On_an_empty_cluster_everything_is_new()
    {
        await using var cluster = Given();
        cluster.Script.On(Releases, "[]").On(Kinds).On(Monitoring);

        var differences = await cluster.Get<IPlatformView>().CompareAsync(Wanted, default);

        Assert.Equal(
            [
                new("chart kube-prometheus-stack", "88.5.3 would be installed as prometheus"),
                new("chart loki", "18.11.0 would be installed as loki"),
                new("chart alloy", "1.11.1 would be installed as alloy"),
                new("manifests of dev", "the kinds of the monitoring are not installed: 1 new object"),
                new("rules", "their kind is not installed: 1 new object"),
                new("dashboards", "namespace monitoring is not there: 1 are new"),
            ],
            differences);
        Assert.DoesNotContain(cluster.Script.Lines, line => line.Contains("apply", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_API_server_says_what_would_change_of_objects_and_helm_of_charts()
    {
        // Given charts of another version, in another state and with other values
        await using var cluster = Given();
        string[] releases =
        [
            Answers.Release("prometheus", 4, "deployed", "kube-prometheus-stack-88.5.2"),
            Answers.Release("loki", 1, "failed", "loki-18.11.0"),
            Answers.Release("alloy", 1, "deployed", "alloy-1.11.1"),
        ];
        cluster.Script
            .On(Releases, $"[{string.Join(',', releases)}]")
            .On("helm --kube-context k3s --namespace monitoring status prometheus --output json", "{}")
            .On("helm --kube-context k3s --namespace monitoring status loki --output json", "{}")
            .On("helm --kube-context k3s --namespace monitoring status alloy --output json", """{"config":{"controller":{"type":"canary"}}}""")
            .On(Kinds, "crd").On(Monitoring, "namespace/monitoring")
            .On(Kubectl + "get namespaces gitops-demo-dev --ignore-not-found --output name", "namespace/gitops-demo-dev")
            .On(Difference, "-  old\n+  new", exitCode: 1).On(Difference).On(Difference);

        // When
        var differences = await cluster.Get<IPlatformView>().CompareAsync(Wanted, default);

        // Then
        Assert.Equal(
            [
                new("chart kube-prometheus-stack", "kube-prometheus-stack-88.5.2 would become kube-prometheus-stack-88.5.3"),
                new("chart loki", "loki-18.11.0 is failed and would be installed again"),
                new("chart alloy", "values differ at controller.type"),
                new("manifests of dev", "-  old\n+  new"),
            ],
            differences);
        Assert.Equal(Wanted.Manifests.Yaml, cluster.Script.InputsOf(Difference)[0]);
    }

    [Fact]
    public async Task A_namespace_that_is_not_there_yet_makes_all_of_the_overlay_new()
    {
        await using var cluster = Given();
        cluster.Script
            .On(Releases, "[]").On(Kinds, "crd").On(Monitoring, "namespace/monitoring")
            .On(Kubectl + "get namespaces gitops-demo-dev --ignore-not-found --output name")
            .On(Difference);

        var differences = await cluster.Get<IPlatformView>().CompareAsync(Wanted, default);

        Assert.Contains(new("manifests of dev", "namespace gitops-demo-dev is not there: 1 new object"), differences);
    }

    [Theory]
    [InlineData("Synced", "Healthy")]
    [InlineData("OutOfSync", "Degraded")]
    public async Task Argo_CD_says_whether_what_is_live_is_what_is_wanted(string sync, string health)
    {
        await using var cluster = Given();
        const string application =
            "kubectl --context k3s --namespace argocd get applications.argoproj.io gitops-demo-dev --ignore-not-found --output ";
        cluster.Script
            .On(application + "name", "application.argoproj.io/gitops-demo-dev")
            .On(application + "json", $$"""{"kind":"Application","metadata":{"name":"gitops-demo-dev"},"status":{"sync":{"status":"{{sync}}"},"health":{"status":"{{health}}"} } }""");

        Assert.Equal(new SyncState(sync, health), await cluster.Get<IPlatformView>().SyncStateAsync(Live(isRunning: true), default));
    }

    [Theory]
    [InlineData(true, "Healthy")]
    [InlineData(false, "Degraded")]
    public async Task Without_an_Application_the_replicas_alone_speak(bool isRunning, string health)
    {
        await using var cluster = Given();
        cluster.Script.On(
            "kubectl --context k3s --namespace argocd get applications.argoproj.io gitops-demo-dev --ignore-not-found --output name");

        Assert.Equal(new SyncState("Unknown", health), await cluster.Get<IPlatformView>().SyncStateAsync(Live(isRunning), default));
    }

    private static LiveEnvironment Live(bool isRunning) =>
        new("dev", "gitops-demo-dev", "c", "i", new("http://service/"), [new("pod", "i", isRunning, "node")], "");

    private static ClusterFixture Given()
    {
        var cluster = new ClusterFixture();
        cluster.Script.OnNothingThere().On("helm --kube-context k3s version --template {{.Version}}", "v4.1.4");
        return cluster;
    }
}
