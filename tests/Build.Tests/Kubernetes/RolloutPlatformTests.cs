using GitOpsDemo.Build.Tests.Kubernetes.Fixtures;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests.Kubernetes;

/// <summary>A cluster on which Argo Rollouts runs the service, down to the lines of kubectl, which are scripted.</summary>
public sealed class RolloutPlatformTests
{
    private const string Application =
        "kubectl --context k3s --namespace argocd get applications.argoproj.io gitops-demo-dev --ignore-not-found --output json";
    private const string Prefix = "kubectl --context k3s --namespace gitops-demo-dev get ";
    private const string Suffix = " --selector app.kubernetes.io/name=gitops-demo --output json";
    private const string Objects = $"{Prefix}deployments.apps,services,ingresses.networking.k8s.io,pods{Suffix}";
    private const string Monitors = $"{Prefix}servicemonitors.monitoring.coreos.com{Suffix}";
    private const string Rollouts = $"{Prefix}rollouts.argoproj.io{Suffix}";
    private const string Patch = "kubectl --context k3s --namespace gitops-demo-dev patch rollouts.argoproj.io gitops-demo "
        + "--subresource status --type merge --patch ";

    private static readonly string Old = $"ghcr.io/team/gitops-demo@sha256:{new string('a', 64)}";
    private static readonly string New = $"ghcr.io/team/gitops-demo@sha256:{new string('b', 64)}";

    [Fact]
    public async Task The_pods_of_a_canary_and_of_the_stable_version_are_told_apart()
    {
        await using var cluster = Given(Paused);

        var live = (await cluster.Platform.LiveAsync("dev", default))!;

        Assert.True(live.IsCanary);
        Assert.Equal(New, live.Image);
        Assert.Equal(["gitops-demo-75f9-b"], live.Newest.Select(replica => replica.Pod));
        Assert.Equal(["gitops-demo-6c8b-a"], live.Replicas.Except(live.Newest).Select(replica => replica.Pod));
        Assert.Equal("Rollout", ManifestSet.Parse(live.Manifests, "live").Only<Deployment>().Metadata.Kind);
    }

    [Fact]
    public async Task Once_it_is_promoted_it_is_no_canary()
    {
        await using var cluster = Given(Healthy);

        Assert.False((await cluster.Platform.LiveAsync("dev", default))!.IsCanary);
    }

    [Fact]
    public async Task A_canary_is_promoted_by_its_status_and_waited_for()
    {
        await using var cluster = Given(Paused, Progressing, Healthy);
        cluster.Script.On($"{Patch}status: {{promoteFull: true}}");

        await cluster.Platform.PromoteCanaryAsync("dev", default);

        Assert.Equal([$"{Patch}status: {{promoteFull: true}}"], cluster.Script.Lines.Where(line => line.Contains(" patch ")));
    }

    [Fact]
    public async Task A_promotion_that_ends_in_trouble_says_why()
    {
        await using var cluster = Given(Paused, Aborted);
        cluster.Script.On($"{Patch}status: {{promoteFull: true}}");

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => cluster.Platform.PromoteCanaryAsync("dev", default));

        Assert.Equal(("Rollout/gitops-demo was not promoted", "RolloutAborted"), (failure.What, failure.Why));
    }

    [Fact]
    public async Task A_canary_is_aborted_and_waited_for()
    {
        await using var cluster = Given(Paused, Paused, Aborted);
        cluster.Script.On($"{Patch}status: {{abort: true}}");

        await cluster.Platform.AbortCanaryAsync("dev", default);

        Assert.Contains($"{Patch}status: {{abort: true}}", cluster.Script.Lines);
    }

    [FactWithTool("kubectl")]
    [Trait(Traits.Category, Traits.Integration)]
    public async Task The_real_kubectl_merges_the_patches()
    {
        var said = await new CommandRunner(new RecordingLog()).RunAsync(new Command(
            TestTools.Find("kubectl")!,
            "--kubeconfig=/dev/null", "patch", "--local", "--filename", "-", "--type", "merge", "--patch", "status: {abort: true}",
            "--output", "json")
        {
            StandardInput = Paused,
        });

        Assert.Contains("\"abort\": true", said.Output, StringComparison.Ordinal);
        Assert.Contains("\"phase\": \"Paused\"", said.Output, StringComparison.Ordinal);
    }

    private static string Paused =>
        Rollout("Paused", """ "currentStepIndex":0,"pauseConditions":[{"reason":"CanaryPauseStep"}],"stableRS":"6c8b" """);

    private static string Progressing => Rollout("Progressing", """ "promoteFull":true,"stableRS":"6c8b" """);

    private static string Healthy => Rollout("Healthy", """ "stableRS":"75f9" """);

    private static string Aborted => Rollout("Degraded", """ "abort":true,"message":"RolloutAborted","stableRS":"6c8b" """);

    private static string Rollout(string phase, string status) => $$$"""
        {"apiVersion":"argoproj.io/v1alpha1","kind":"Rollout",
         "metadata":{"name":"gitops-demo","namespace":"gitops-demo-dev","generation":2,"labels":{"app":"gitops-demo"}},
         "spec":{"replicas":2,"selector":{"matchLabels":{"app":"gitops-demo"}},"strategy":{"canary":{"steps":[{"pause":{}}]}},
           "template":{"metadata":{"labels":{"app":"gitops-demo"}},"spec":{"containers":[{"name":"app","image":"{{{New}}}"}]} } },
         "status":{"observedGeneration":"2","phase":"{{{phase}}}","currentPodHash":"75f9",{{{status}}}}}
        """;

    private static string Pod(string name, string hash, string image) => $$$"""
        {"kind":"Pod","metadata":{"name":"{{{name}}}","labels":{"rollouts-pod-template-hash":"{{{hash}}}"}},
         "spec":{"containers":[{"name":"app","image":"{{{image}}}"}]},
         "status":{"conditions":[{"type":"Ready","status":"True"}],"containerStatuses":[{"imageID":"{{{image}}}"}]}}
        """;

    /// <summary>A cluster whose Rollout is in one state after the other.</summary>
    private static ClusterFixture Given(params string[] states)
    {
        var cluster = new ClusterFixture();
        cluster.Script
            .On(Application, """{"kind":"Application","spec":{"destination":{"namespace":"gitops-demo-dev"}},"status":{"sync":{"revision":"4f1c"}}}""")
            .On(Objects, Answers.List(Pod("gitops-demo-6c8b-a", "6c8b", Old), Pod("gitops-demo-75f9-b", "75f9", New)))
            .On(Monitors, Answers.List());
        foreach (var state in states)
        {
            cluster.Script.On(Rollouts, Answers.List(state));
        }

        return cluster;
    }
}
