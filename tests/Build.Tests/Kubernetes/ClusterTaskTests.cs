using GitOpsDemo.Build.Tests.Kubernetes.Fixtures;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Build.Tests.Kubernetes;

/// <summary>The tasks in the real host.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class ClusterTaskTests
{
    private const string Version = "kubectl --context k3s version --output json";
    private const string MayAll = "kubectl --context k3s auth can-i * * --all-namespaces";
    private const string HelmVersion = "helm --kube-context k3s version --template {{.Version}}";

    [Fact]
    public async Task ApplyAlerts_applies_what_is_written_to_the_cluster_that_was_named()
    {
        await using var cluster = await WithAlertsAsync();
        string[] lines =
        [
            Version,
            MayAll,
            "kubectl --context k3s get prometheuses.monitoring.coreos.com --all-namespaces --output json",
            "kubectl --context k3s get namespaces monitoring --ignore-not-found --output json",
            "kubectl --context k3s apply --server-side --field-manager gitops-demo-build --force-conflicts --filename -",
        ];
        string[] answers =
        [
            Answers.Version,
            "yes",
            Answers.List("""{"kind":"Prometheus","metadata":{"name":"p","namespace":"monitoring"},"spec":{"ruleSelector":{},"ruleNamespaceSelector":{}}}"""),
            """{"kind":"Namespace","metadata":{"name":"monitoring"}}""",
            "prometheusrule.monitoring.coreos.com/gitops-demo-alerts serverside-applied",
        ];
        foreach (var (line, answer) in lines.Zip(answers))
        {
            cluster.Script.On(line, answer);
        }

        Assert.Equal(0, cluster.Run("ApplyAlerts"));
        Assert.Equal(lines, cluster.Script.Lines);
    }

    [Fact]
    public async Task VerifyAlerts_asks_the_Prometheus_of_the_cluster_through_a_port_of_this_computer()
    {
        // Given
        await using var prometheus = await HttpStub.StartAsync(context =>
        {
            context.Response.StatusCode = 400;
            return context.Response.WriteAsync("""{"status":"error","errorType":"bad_data","error":"as the test says"}""");
        });
        await using var cluster = await WithAlertsAsync();
        cluster.Script
            .On(
                "kubectl --context k3s --namespace monitoring get services --selector operated-prometheus=true --output json",
                Answers.List(Answers.Service("monitoring", "prometheus-operated", "http-web", 9090, "None")))
            .On(
                "kubectl --context k3s --namespace monitoring port-forward --address 127.0.0.1 service/prometheus-operated :9090",
                Answers.Forwarding(prometheus.Address.Port, 9090),
                ends: new TaskCompletionSource().Task)
            .On(
                "kubectl --context k3s --namespace monitoring get services --selector operated-alertmanager=true --output json",
                Answers.List(Answers.Service("monitoring", "alertmanager-operated", "http-web", 9093, "None")))
            .On(
                "kubectl --context k3s --namespace monitoring port-forward --address 127.0.0.1 service/alertmanager-operated :9093",
                Answers.Forwarding(prometheus.Address.Port, 9093),
                ends: new TaskCompletionSource().Task)
            .On(
                "kubectl --context k3s --namespace argocd get applications.argoproj.io gitops-demo-dev --ignore-not-found --output json",
                error: "Error from server (Forbidden): applications.argoproj.io is forbidden",
                exitCode: 1);

        // When
        var exitCode = cluster.Run("VerifyAlerts");

        // Then it says what Prometheus said, though it may not ask what runs
        Assert.NotEqual(0, exitCode);
        Assert.StartsWith("GET /api/v1/", prometheus.Requests[0], StringComparison.Ordinal);
        Assert.Equal(5, cluster.Script.Lines.Length);
        Assert.Contains(cluster.Log.Lines, line => line.StartsWith("this proof does not count for Promote: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_context_that_does_not_exist_ends_the_build_before_anything_is_changed()
    {
        await using var cluster = new ClusterFixture();
        cluster.Script.On(Version, error: "Error in configuration: context was not found for specified context: k3s", exitCode: 1);

        Assert.NotEqual(0, cluster.Run("InstallMonitoring"));
        Assert.Equal([Version], cluster.Script.Lines);
    }

    [Fact]
    public async Task Status_tells_the_releases_and_what_runs()
    {
        await using var cluster = await WithAlertsAsync();
        cluster.Script
            .On(Version, Answers.Version).On(HelmVersion, "v4.1.4").On(
                "helm --kube-context k3s list --all-namespaces --output json", "[]").OnNothingThere()
            .On(
                "kubectl --context k3s --namespace monitoring get services --selector operated-prometheus=true --output json",
                error: "the server is away",
                exitCode: 1)
            .On("kubectl --context k3s --namespace argocd get applications.argoproj.io gitops-demo-dev --ignore-not-found --output json")
            .On(
                "kubectl --context k3s --namespace gitops-demo-dev get deployments.apps,services,ingresses.networking.k8s.io,pods "
                    + "--selector app.kubernetes.io/name=gitops-demo --output json",
                Answers.List())
            .On(
                "kubectl --context k3s --namespace gitops-demo-dev get rollouts.argoproj.io "
                    + "--selector app.kubernetes.io/name=gitops-demo --output json",
                error: "error: the server doesn't have a resource type \"rollouts\"",
                exitCode: 1);

        Assert.Equal(0, cluster.Run("Status"));
        Assert.Contains(
            cluster.Log.Lines, line => line.StartsWith("runs          nothing: ./build.sh --target=Deploy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Status_tells_each_replica_by_the_digest_that_it_runs()
    {
        await using var cluster = await WithAlertsAsync();
        const string image = "registry.local/gitops-demo:1.4.0";
        cluster.Script
            .On(Version, Answers.Version).On(HelmVersion, "v4.1.4").On(
                "helm --kube-context k3s list --all-namespaces --output json", "[]").OnNothingThere()
            .On(
                "kubectl --context k3s --namespace monitoring get services --selector operated-prometheus=true --output json",
                error: "the server is away",
                exitCode: 1)
            .On("kubectl --context k3s --namespace argocd get applications.argoproj.io gitops-demo-dev --ignore-not-found --output json")
            .On("kubectl --context k3s --namespace argocd get applications.argoproj.io gitops-demo-dev --ignore-not-found --output name")
            .On(
                "kubectl --context k3s --namespace gitops-demo-dev get deployments.apps,services,ingresses.networking.k8s.io,pods "
                    + "--selector app.kubernetes.io/name=gitops-demo --output json",
                Answers.List(
                    $$$$$"""{"kind":"Deployment","metadata":{"name":"gitops-demo"},"spec":{"template":{"spec":{"containers":[{"image":"{{{{{image}}}}}"}]}}}}""",
                    $$$$$"""{"kind":"Pod","metadata":{"name":"gitops-demo-1"},"spec":{"nodeName":"node-1","containers":[{"image":"{{{{{image}}}}}"}]},"status":{"containerStatuses":[{"imageID":"registry.local/gitops-demo@sha256:aa"}]}}"""))
            .On(
                "kubectl --context k3s --namespace gitops-demo-dev get servicemonitors.monitoring.coreos.com "
                    + "--selector app.kubernetes.io/name=gitops-demo --output json",
                Answers.List());

        Assert.Equal(0, cluster.Run("Status"));
        Assert.Contains($"              gitops-demo-1: node-1, not ready, runs {image}@sha256:aa", cluster.Log.Lines);
    }

    [Fact]
    public async Task ApplyDashboards_brings_the_dashboards_of_the_repository()
    {
        await using var cluster = new ClusterFixture();
        cluster.Write("monitoring/dashboards/demo.json", """{"uid":"demo","title":"Demo"}""");
        cluster.Script
            .On("kubectl --context k3s get configmaps --all-namespaces --selector grafana_dashboard=1 --output json", Answers.List())
            .On("kubectl --context k3s apply --server-side --field-manager gitops-demo-build --force-conflicts --filename -");

        Assert.Equal(0, cluster.Run("ApplyDashboards"));
    }

    [Fact]
    public async Task InstallArgoCd_needs_the_repository_that_is_to_be_followed()
    {
        await using var cluster = new ClusterFixture();
        foreach (var file in new[] { "k8s/argocd/project.yaml", "k8s/argocd/applicationset.yaml" })
        {
            cluster.Write(file, await File.ReadAllTextAsync(Path.Combine(Repository.Root, file)));
        }

        Assert.NotEqual(0, cluster.Run("InstallArgoCd"));
        Assert.Empty(cluster.Script.Lines);
    }

    [Fact]
    public async Task Uninstall_needs_no_answer_where_yes_was_given()
    {
        await using var cluster = new ClusterFixture("--yes");
        cluster.Script
            .On(Version, Answers.Version).On(MayAll, "yes").On(HelmVersion, "v4.1.4")
            .On("helm --kube-context k3s --namespace argocd list --output json", "[]")
            .On("helm --kube-context k3s --namespace monitoring list --output json", "[]");

        Assert.Equal(0, cluster.Run("Uninstall"));
    }

    [Theory]
    [InlineData("LabUp")]
    [InlineData("LabStatus")]
    public async Task The_tasks_of_the_lab_refuse_a_cluster(string task)
    {
        await using var cluster = new ClusterFixture();

        Assert.NotEqual(0, cluster.Run(task));
        Assert.Empty(cluster.Script.Lines);
    }

    private static async Task<ClusterFixture> WithAlertsAsync()
    {
        var cluster = new ClusterFixture();
        cluster.Write("monitoring/alerts.yaml", await File.ReadAllTextAsync(Path.Combine(Repository.Root, "monitoring", "alerts.yaml")));
        return cluster;
    }
}
