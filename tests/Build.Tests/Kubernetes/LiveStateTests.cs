using GitOpsDemo.Build.Tests.Kubernetes.Fixtures;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Build.Tests.Kubernetes;

public sealed class LiveStateTests
{
    private const string Application =
        "kubectl --context k3s --namespace argocd get applications.argoproj.io gitops-demo-dev --ignore-not-found --output json";
    private const string Prefix = "kubectl --context k3s --namespace gitops-demo-dev get ";
    private const string Suffix = " --selector app.kubernetes.io/name=gitops-demo --output json";
    private const string Objects = $"{Prefix}deployments.apps,services,ingresses.networking.k8s.io,pods{Suffix}";
    private const string Monitors = $"{Prefix}servicemonitors.monitoring.coreos.com{Suffix}";
    private const string Digest = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    private const string Deployment = """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"gitops-demo","namespace":"gitops-demo-dev","labels":{"app":"gitops-demo"}},
         "spec":{"replicas":1,"selector":{"matchLabels":{"app":"gitops-demo"}},"template":{"metadata":{"labels":{"app":"gitops-demo"}},
           "spec":{"containers":[{"name":"app","image":"ghcr.io/team/gitops-demo:1.4.0"}]}}}}
        """;

    [Fact]
    public async Task What_runs_is_told_by_the_digests_that_the_nodes_pulled()
    {
        // Given
        await using var cluster = new ClusterFixture();
        cluster.Script
            .On(Application, """{"kind":"Application","spec":{"destination":{"namespace":"gitops-demo-dev"}},"status":{"sync":{"revision":"4f1c"}}}""")
            .On(Objects, Answers.List(
                Deployment,
                Answers.Service("gitops-demo-dev", "gitops-demo", "http", 80),
                """{"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"name":"gitops-demo"},"spec":{"rules":[{"host":"dev.gitops-demo.local"}],"tls":[{"hosts":["dev.gitops-demo.local"]}]}}""",
                Pod("gitops-demo-1", "True", $"ghcr.io/team/gitops-demo@{Digest}"),
                Pod("gitops-demo-2", "False", ""),
                """{"kind":"Pod","metadata":{"name":"going","deletionTimestamp":"2026-11-22T10:00:00Z"}}"""))
            .On(Monitors, Answers.List(
                """{"apiVersion":"monitoring.coreos.com/v1","kind":"ServiceMonitor","metadata":{"name":"gitops-demo","namespace":"gitops-demo-dev"},"spec":{"selector":{},"endpoints":[{"port":"http"}]}}"""));

        // When
        var live = await cluster.Platform.LiveAsync("dev", default);

        // Then
        Assert.Equal(
            ("4f1c", "ghcr.io/team/gitops-demo:1.4.0", "https://dev.gitops-demo.local/"), (live!.Commit, live.Image, live.Url.ToString()));
        Assert.Equal(
            [("gitops-demo-1", true), ("gitops-demo-2", false)], live.Replicas.Select(replica => (replica.Pod, replica.IsRunning)));
        Assert.Equal(
            [$"ghcr.io/team/gitops-demo:1.4.0@{Digest}", "ghcr.io/team/gitops-demo:1.4.0"], live.Replicas.Select(replica => replica.Image));
        var manifests = ManifestSet.Parse(live.Manifests, "live");
        Assert.Equal("gitops-demo", manifests.Only<Deployment>().Metadata.Name);
        Assert.Single(manifests.All<ServiceMonitor>());
    }

    [Fact]
    public async Task Without_Argo_CD_and_without_an_ingress_it_is_told_all_the_same()
    {
        await using var cluster = new ClusterFixture();
        cluster.Script
            .On(Application, error: "error: the server doesn't have a resource type \"applications\"", exitCode: 1)
            .On(Objects, Answers.List(Deployment))
            .On(Monitors, Answers.List());

        var live = await cluster.Platform.LiveAsync("dev", default);

        Assert.Equal(("unknown: not deployed by Argo CD", "http://gitops-demo.gitops-demo-dev.svc/"), (live!.Commit, live.Url.ToString()));
    }

    [Fact]
    public async Task An_environment_without_a_Deployment_is_none()
    {
        await using var cluster = new ClusterFixture();
        cluster.Script.On(Application).On(Objects, Answers.List()).On($"{Prefix}rollouts.argoproj.io{Suffix}", Answers.List());

        Assert.Null(await cluster.Platform.LiveAsync("dev", default));
    }

    private static string Pod(string name, string ready, string imageId) => $$$"""
        {"kind":"Pod","metadata":{"name":"{{{name}}}"},"spec":{"nodeName":"node-1","containers":[{"name":"app","image":"ghcr.io/team/gitops-demo:1.4.0"}]},
         "status":{"phase":"Running","conditions":[{"type":"Ready","status":"{{{ready}}}"}],"containerStatuses":[{"imageID":"{{{imageId}}}"}]}}
        """;
}
