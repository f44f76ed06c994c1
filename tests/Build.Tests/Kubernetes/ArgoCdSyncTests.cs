using System.Text.Json.Nodes;
using GitOpsDemo.Build.Tests.Kubernetes.Fixtures;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Kubernetes.ArgoCd;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Build.Tests.Kubernetes;

/// <summary>With a real repository, and the states of an Application played in sequence.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class ArgoCdSyncTests : IDisposable
{
    private const string Digest = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string Read =
        "kubectl --context k3s --namespace argocd get applications.argoproj.io gitops-demo-dev --ignore-not-found --output json";
    private const string Refresh =
        "kubectl --context k3s --namespace argocd annotate applications.argoproj.io gitops-demo-dev argocd.argoproj.io/refresh=normal "
            + "--overwrite";

    private const string Apply =
        "kubectl --context k3s apply --server-side --field-manager gitops-demo-build --force-conflicts --filename -";
    private const string Server = "--selector app.kubernetes.io/name=argocd-server --output json";

    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLog _log = new();

    [Fact]
    public async Task Argo_CD_is_told_by_webhook_and_waited_for()
    {
        // Given
        var commit = await CommitAsync($"digest: {Digest}");
        await using var argoCd = await HttpStub.StartAsync(context => context.Response.WriteAsync(""));
        await using var cluster = Given($"--argocd-url={argoCd.Address}");
        cluster.Script.On(Read, State("old", "2026-11-22T10:00:00Z")).On(Read, State(commit, "2026-11-22T10:00:09Z"));

        // When
        var live = await cluster.Platform.SyncAsync(Request(commit), default);

        // Then
        Assert.Equal(["POST /api/webhook"], argoCd.Requests);
        Assert.Equal(commit, live.Commit);
        Assert.DoesNotContain(cluster.Script.Lines, line => line == Refresh || line == Apply);
        Assert.Contains("Argo CD looks at gitops-demo-dev, by webhook", cluster.Log.Lines);
    }

    [Fact]
    public async Task An_image_that_the_overlay_calls_otherwise_than_the_service_is_waited_for()
    {
        var commit = await CommitAsync($"digest: {Digest}", "ghcr.io/acme/shop");
        await using var cluster = Given("--argocd-url=http://127.0.0.1:6");
        cluster.Script
            .On(Refresh, "annotated")
            .On(Read, State("old", "2026-11-22T10:00:00Z"))
            .On(Read, State(commit, "2026-11-22T10:00:09Z"));

        var live = await cluster.Platform.SyncAsync(Request(commit, "ghcr.io/acme/shop"), default);

        Assert.Equal(commit, live.Commit);
    }

    [Fact]
    public async Task Of_several_sources_the_one_of_the_watched_repository_is_waited_for()
    {
        // Given an Application whose first source is a chart
        var commit = await CommitAsync($"digest: {Digest}");
        await using var cluster = Given("--argocd-url=http://127.0.0.1:6", "--gitops-repository=https://gitea.corp.local/team/demo.git");
        cluster.Script.On(Refresh, "annotated").On(Read, State("old", "2026-11-22T10:00:00Z")).On(
            Read, WithChart(State(commit, "2026-11-22T10:00:09Z")));

        var live = await cluster.Platform.SyncAsync(Request(commit), default);

        Assert.Equal("dev", live.Environment);
    }

    [Fact]
    public async Task Without_its_server_Argo_CD_is_told_by_the_annotation_and_a_sync_by_hand_is_started()
    {
        // Given
        var commit = await CommitAsync($"digest: {Digest}");
        await using var cluster = Given();
        cluster.Script
            .On($"kubectl --context k3s --namespace argocd get services {Server}", Answers.List())
            .On($"kubectl --context k3s get services --all-namespaces {Server}", Answers.List())
            .On(Refresh, "annotated").On(Apply, "serverside-applied")
            .On(Read, State("old", "2026-11-22T10:00:00Z", automated: false)).On(
                Read, State(commit, "2026-11-22T10:00:09Z", automated: false));

        // When
        await cluster.Platform.SyncAsync(Request(commit), default);

        // Then
        Assert.Contains("Argo CD looks at gitops-demo-dev, by annotation", cluster.Log.Lines);
        var patch = JsonNode.Parse(cluster.Script.InputOf(Apply)!)!;
        Assert.Null(patch["spec"]);
        Assert.Equal(
            (commit, true), ($"{patch["operation"]!["sync"]!["revision"]}", patch["operation"]!["sync"]!["prune"]!.GetValue<bool>()));
        Assert.Equal("""["CreateNamespace=true"]""", patch["operation"]!["sync"]!["syncOptions"]!.ToJsonString());
        Assert.Equal("""{"limit":10}""", patch["operation"]!["retry"]!.ToJsonString());
    }

    [Fact]
    public async Task What_blocks_a_sync_is_looked_up_and_what_may_not_be_read_is_passed_over()
    {
        await using var cluster = Given();
        var ingress = new ApplicationResource("networking.k8s.io", "Ingress", "gitops-demo-dev", "gitops-demo");
        cluster.Script
            .On(
                "kubectl --context k3s --namespace gitops-demo-dev get Ingress.networking.k8s.io gitops-demo --ignore-not-found "
                    + "--output json",
                """{"kind":"Ingress","status":{}}""")
            .On("kubectl --context k3s get Namespace gitops-demo-dev --ignore-not-found --output json")
            .On(
                "kubectl --context k3s --namespace gitops-demo-dev get Secret s --ignore-not-found --output json",
                error: "Error from server (Forbidden): no",
                exitCode: 1);
        var applications = cluster.With<KubectlApplications>();

        Assert.Equal("""{"kind":"Ingress","status":{}}""", await applications.GetResourceAsync(ingress, default));
        Assert.Null(await applications.GetResourceAsync(new("", "Namespace", "", "gitops-demo-dev"), default));
        Assert.Null(await applications.GetResourceAsync(new("", "Secret", "gitops-demo-dev", "s"), default));
    }

    [Fact]
    public async Task An_overlay_without_a_digest_can_not_be_waited_for()
    {
        var commit = await CommitAsync("newTag: \"1\"");
        await using var cluster = Given();

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => cluster.Platform.SyncAsync(Request(commit), default));

        Assert.Contains("names no digest for gitops-demo", failure.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_that_can_not_start_is_named_with_what_the_container_runtime_said()
    {
        var commit = await CommitAsync($"digest: {Digest}");
        await using var cluster = Given("--argocd-url=http://127.0.0.1:6");
        var state = JsonNode.Parse(State(commit, "2026-11-22T10:00:09Z"))!;
        state["status"]!["health"]!["status"] = "Progressing";
        cluster.Script.On(Refresh, "annotated").On(Read, State("old", "2026-11-22T10:00:00Z")).On(Read, state.ToJsonString());
        cluster.Script.On(
            "kubectl --context k3s --namespace gitops-demo-dev get pods,events --output json",
            Answers.List("""
                {"kind":"Pod","metadata":{"name":"gitops-demo-1","uid":"1"},"status":{"phase":"Running","containerStatuses":[{"name":"gitops-demo","restartCount":1,
                 "state":{"waiting":{"reason":"CrashLoopBackOff","message":"back-off 10s restarting failed container"}},
                 "lastState":{"terminated":{"exitCode":128,"reason":"StartError","message":"exec: \"/nowhere/demo\": no such file or directory"}}}]}}
                """));
        cluster.Script.On(
            "kubectl --context k3s --namespace gitops-demo-dev logs gitops-demo-1 --container gitops-demo --tail 8",
            error: "Error from server: container \"gitops-demo\" has no log",
            exitCode: 1);

        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => cluster.Platform.SyncAsync(Request(commit) with { Timeout = TimeSpan.FromSeconds(5) }, default));

        Assert.Contains(
            "gitops-demo-1 CrashLoopBackOff; exec: \"/nowhere/demo\": no such file or directory", failure.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_Application_that_is_not_there_leads_to_InstallArgoCd()
    {
        var commit = await CommitAsync($"digest: {Digest}");
        await using var cluster = Given("--argocd-url=http://127.0.0.1:6");
        cluster.Script.On(Read);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => cluster.Platform.SyncAsync(Request(commit), default));

        Assert.Contains("--target=InstallArgoCd", failure.Next, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static ClusterFixture Given(params string[] arguments)
    {
        var cluster = new ClusterFixture(arguments);
        const string objects = "kubectl --context k3s --namespace gitops-demo-dev get ";
        cluster.Script
            .On("kubectl --context k3s version --output json", Answers.Version)
            .On("kubectl --context k3s auth can-i * * --all-namespaces", "yes")
            .On(
                objects + "deployments.apps,services,ingresses.networking.k8s.io,pods "
                    + "--selector app.kubernetes.io/name=gitops-demo --output json",
                Answers.List("""{"kind":"Deployment","metadata":{"name":"gitops-demo"},"spec":{"template":{"spec":{"containers":[{"image":"r/gitops-demo:1"}]}}}}"""))
            .On(
                objects + "servicemonitors.monitoring.coreos.com --selector app.kubernetes.io/name=gitops-demo --output json",
                Answers.List());
        return cluster;
    }

    private static string State(string revision, string reconciledAt, bool automated = true)
    {
        var state = JsonNode.Parse("""
            {"apiVersion":"argoproj.io/v1alpha1","kind":"Application","metadata":{"name":"gitops-demo-dev"},
             "spec":{"source":{"repoURL":"https://gitea.corp.local/team/demo.git","targetRevision":"main"},"destination":{"namespace":"gitops-demo-dev"},
                     "syncPolicy":{"syncOptions":["CreateNamespace=true"],"retry":{"limit":10}}},
             "status":{"sync":{"status":"Synced"},"health":{"status":"Healthy"},"resources":[],
                       "operationState":{"phase":"Succeeded","finishedAt":"2026-11-22T09:59:00Z","syncResult":{}}}}
            """)!;
        state["status"]!["sync"]!["revision"] = revision;
        state["status"]!["operationState"]!["syncResult"]!["revision"] = revision;
        state["status"]!["reconciledAt"] = reconciledAt;
        state["status"]!["summary"] = new JsonObject { ["images"] = new JsonArray($"r/gitops-demo:1@{Digest}") };
        if (automated)
        {
            state["spec"]!["syncPolicy"]!["automated"] = new JsonObject { ["prune"] = true };
        }

        return state.ToJsonString();
    }

    /// <summary>The same with a chart as a source before the repository.</summary>
    private static string WithChart(string state)
    {
        var application = JsonNode.Parse(state)!;
        var (spec, sync) = (application["spec"]!, application["status"]!["sync"]!);
        spec["sources"] = new JsonArray(new JsonObject { ["repoURL"] = "https://charts.example.com" }, spec["source"]!.DeepClone());
        sync["revisions"] = new JsonArray("1.2.3", sync["revision"]!.DeepClone());
        return application.ToJsonString();
    }

    private SyncRequest Request(string commit, string imageName = "gitops-demo")
    {
        var settings = new GitOpsSettings(
            _folder["remote"], "main", _folder["clone"], new GitIdentity("Test", "test@example.com"))
        { Folders = ["k8s"] };
        return new(
            "dev",
            new GitOpsRepository(settings, new CommandRunner(_log), _log, TimeProvider.System),
            commit,
            "k8s",
            imageName,
            TimeSpan.FromSeconds(20));
    }

    private async Task<string> CommitAsync(string entry, string imageName = "gitops-demo")
    {
        _folder.Write(
            "remote/k8s/overlays/dev/kustomization.yaml",
            $"apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nimages:\n  - name: {imageName}\n    {entry}\n");
        await GitAsync("init", "--quiet", "--initial-branch=main");
        await GitAsync("add", "--all");
        await GitAsync("-c", "user.name=Test", "-c", "user.email=test@example.com", "commit", "--quiet", "--message", "an overlay");
        return (await GitAsync("rev-parse", "HEAD")).Trim();
    }

    private async Task<string> GitAsync(params string[] arguments) =>
        (await new CommandRunner(_log).RunAsync(new Command("git", ["-C", _folder["remote"], .. arguments]))).Output;
}
