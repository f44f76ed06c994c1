using System.Text;
using System.Text.Json.Nodes;
using GitOpsDemo.Build.Tests.Kubernetes.Fixtures;
using GitOpsDemo.Delivery;
using GitOpsDemo.Kubernetes;
using GitOpsDemo.Kubernetes.ArgoCd;
using GitOpsDemo.Kubernetes.Charts;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests.Kubernetes;

[Trait(Traits.Category, Traits.Integration)]
public sealed class ArgoCdTests
{
    private const string Apply =
        "kubectl --context k3s apply --server-side --field-manager gitops-demo-build --force-conflicts --filename -";
    private const string Helm = "helm --kube-context k3s --namespace argocd ";
    private const string Upgrade =
        Helm + "upgrade --install argocd argoproj-github-io/argo-cd --version 10.1.1 --values - --create-namespace --wait "
            + "--rollback-on-failure --timeout 600s";

    [Fact]
    public async Task Argo_CD_is_installed_and_given_the_project_and_the_applications_of_the_repository()
    {
        await using var cluster = Given(
            "--gitops-repository=https://gitea.corp.local/team/demo.git",
            "--gitops-branch=live",
            "--gitops-path=deploy/k8s",
            "--ingress-class=traefik");

        await cluster.Get<ArgoCdInstallation>().EnsureAsync(default);

        Assert.Equal(
            ["list --output json", Upgrade[Helm.Length..]],
            cluster.Script.Lines.Where(line => line.StartsWith(Helm, StringComparison.Ordinal)).Select(line => line[Helm.Length..]));
        var values = JsonNode.Parse(cluster.Script.InputOf(Upgrade)!)!;
        Assert.Equal(
            ("argocd.gitops-demo.local", "traefik"),
            ($"{values["global"]!["domain"]}", $"{values["server"]!["ingress"]!["ingressClassName"]}"));
        Assert.True(values["configs"]!["params"]!["server.insecure"]!.GetValue<bool>());
        var applied = JsonNode.Parse(cluster.Script.InputOf(Apply)!)!["items"]!.AsArray().OfType<JsonNode>().ToList();
        Assert.Equal(["AppProject", "ApplicationSet"], applied.Select(item => $"{item["kind"]}"));
        Assert.Equal("""["https://gitea.corp.local/team/demo.git"]""", applied[0]["spec"]!["sourceRepos"]!.ToJsonString());
        var source = applied[1]["spec"]!["template"]!["spec"]!["source"]!;
        Assert.Equal(
            ("https://gitea.corp.local/team/demo.git", "live", "deploy/k8s/overlays/{{ .environment }}"),
            ($"{source["repoURL"]}", $"{source["targetRevision"]}", $"{source["path"]}"));
        Assert.Contains("{{- if .automated }}", applied[1]["spec"]!["templatePatch"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_secret_of_the_webhook_goes_through_standard_input_alone()
    {
        await using var cluster = Given("--gitops-repository=https://gitea.corp.local/team/demo.git");
        var installation = new ArgoCdInstallation(
            Path.Combine(cluster.Paths.Manifests, "argocd"),
            new WatchedRepository("https://gitea.corp.local/team/demo.git", "main", "k8s") { Webhook = new("canary-4711") },
            cluster.Get<ChartCatalog>(), cluster.Get<ExistingInstallations>(), cluster.Get<ChartInstaller>(),
            cluster.Get<Preflight>(), cluster.Get<IKubectl>(), cluster.Log);

        await installation.EnsureAsync(default);

        var secret = JsonNode.Parse(cluster.Script.InputsOf(Apply)[0]!)!;
        Assert.Equal(("argocd-secret", "argocd"), ($"{secret["metadata"]!["name"]}", $"{secret["metadata"]!["namespace"]}"));
        Assert.All(
            ["webhook.github.secret", "webhook.gitlab.secret", "webhook.gogs.secret"],
            key => Assert.Equal("canary-4711", Encoding.UTF8.GetString(Convert.FromBase64String(secret["data"]![key]!.ToString()))));
        Assert.DoesNotContain(cluster.Script.Lines.Concat(cluster.Log.Lines), line => line.Contains("canary", StringComparison.Ordinal));
        Assert.DoesNotContain("canary", cluster.Script.InputOf(Upgrade)!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "not installed by helm")]
    [InlineData("gitops", "of release gitops")]
    public async Task Argo_CD_that_is_there_already_is_left_as_it_is_and_given_the_project_and_the_applications(
        string? release, string whose)
    {
        await using var cluster = Given("--gitops-repository=https://gitea.corp.local/team/demo.git");
        cluster.Script.On(
            Existing.ArgoCd,
            Answers.List(Existing.Object("Deployment", "argocd", "argocd-server", "quay.io/argoproj/argocd:v3.1.4@sha256:aa", release)));

        await cluster.Get<ArgoCdInstallation>().EnsureAsync(default);

        Assert.DoesNotContain(cluster.Script.Lines, line => line.StartsWith("helm", StringComparison.Ordinal));
        Assert.Contains(
            $"Argo CD is there already: Deployment argocd-server in namespace argocd, v3.1.4, {whose}; it is left as it is",
            cluster.Log.Lines);
        Assert.Equal(2, JsonNode.Parse(cluster.Script.InputOf(Apply)!)!["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task Kinds_of_Argo_CD_that_helm_could_not_take_over_are_left_to_whoever_installed_them()
    {
        await using var cluster = Given("--gitops-repository=https://gitea.corp.local/team/demo.git");
        cluster.Script.On(Existing.ArgoCdKind, """{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"applications.argoproj.io"}}""");

        await cluster.Get<ArgoCdInstallation>().EnsureAsync(default);

        Assert.DoesNotContain(cluster.Script.Lines, line => line.StartsWith("helm", StringComparison.Ordinal));
        Assert.Contains(
            cluster.Log.Lines,
            line =>
                line.StartsWith("Argo CD's kinds are there (CustomResourceDefinition applications.argoproj.io", StringComparison.Ordinal));
        Assert.Equal(Apply, cluster.Script.Lines[^1]);
    }

    [Fact]
    public async Task Argo_CD_in_another_namespace_is_refused_before_anything_is_changed()
    {
        await using var cluster = Given("--gitops-repository=https://gitea.corp.local/team/demo.git");
        cluster.Script.On(
            Existing.ArgoCd,
            Answers.List(Existing.Object("Deployment", "openshift-gitops", "argocd-server", "quay.io/argoproj/argocd:v3.1.4")));

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => cluster.Get<ArgoCdInstallation>().EnsureAsync(default));

        Assert.Contains("its Applications are looked for in namespace argocd", failure.Why, StringComparison.Ordinal);
        Assert.DoesNotContain(Apply, cluster.Script.Lines);
    }

    [Fact]
    public async Task Argo_CD_of_this_build_is_upgraded()
    {
        await using var cluster = Given("--gitops-repository=https://gitea.corp.local/team/demo.git");
        cluster.Script.On(
            Existing.ArgoCd,
            Answers.List(Existing.Object("Deployment", "argocd", "argocd-server", "quay.io/argoproj/argocd:v3.1.4", "argocd")));

        await cluster.Get<ArgoCdInstallation>().EnsureAsync(default);

        Assert.Contains(Upgrade, cluster.Script.Lines);
    }

    [Fact]
    public async Task Without_a_repository_nothing_is_begun()
    {
        await using var cluster = Given();

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => cluster.Get<ArgoCdInstallation>().EnsureAsync(default));

        Assert.Equal("name yours with --gitops-repository", failure.Next);
        Assert.Empty(cluster.Script.Lines);
    }

    private static ClusterFixture Given(params string[] arguments)
    {
        var cluster = new ClusterFixture(arguments);
        foreach (var file in new[] { "k8s/argocd/project.yaml", "k8s/argocd/applicationset.yaml", "monitoring/argocd-values.yaml" })
        {
            cluster.Write(file, File.ReadAllText(Path.Combine(Repository.Root, file)));
        }

        cluster.Script
            .On("kubectl --context k3s version --output json", Answers.Version)
            .On("kubectl --context k3s auth can-i * * --all-namespaces", "yes")
            .On("kubectl --context k3s get namespace argocd --ignore-not-found --output name", "namespace/argocd")
            .On("kubectl --context k3s --namespace argocd get pods,events,jobs.batch --output json", Answers.List())
            .OnNothingThere()
            .On("helm --kube-context k3s version --template {{.Version}}", "v4.1.4")
            .On(Helm + "list --output json", "[]")
            .On("helm --kube-context k3s repo add argoproj-github-io https://argoproj.github.io/argo-helm --force-update")
            .On(Upgrade)
            .On(Apply);
        return cluster;
    }
}
