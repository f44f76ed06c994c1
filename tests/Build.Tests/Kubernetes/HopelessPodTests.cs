using GitOpsDemo.Build.Tests.Kubernetes.Fixtures;
using GitOpsDemo.Delivery;
using GitOpsDemo.Kubernetes;
using GitOpsDemo.Kubernetes.Charts;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests.Kubernetes;

/// <summary>What can't get better is not waited for, and what was seen of it is told although helm has removed it.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class HopelessPodTests
{
    private const string Helm = "helm --kube-context k3s --namespace argocd ";
    private const string Watch = "kubectl --context k3s --namespace argocd get pods,events,jobs.batch --output json";
    private const string Log = "kubectl --context k3s --namespace argocd logs argocd-redis-secret-init-x --container secret-init --tail 8";
    private const string Upgrade =
        Helm + "upgrade --install argocd argoproj-github-io/argo-cd --version 10.1.1 --values - --create-namespace --wait "
            + "--rollback-on-failure --timeout 600s";
    private const string PutBack =
        "Error: release argocd failed, and has been uninstalled due to rollback-on-failure being set: context canceled";
    private const string Labels = ",\"labels\":{\"app.kubernetes.io/instance\":\"argocd\"}";

    private const string Servers =
        "kubectl --context k3s --namespace monitoring get "
            + "prometheuses.monitoring.coreos.com,alertmanagers.monitoring.coreos.com,pods,events --output json";
    private const string Prometheus = """{"kind":"Prometheus","metadata":{"name":"main"},"status":{"conditions":[{"type":"Available","status":"False"}]}}""";

    private const string Hook = """{"kind":"Job","metadata":{"name":"argocd-redis-secret-init","uid":"j","labels":{"app.kubernetes.io/instance":"argocd"},"annotations":{"helm.sh/hook":"pre-install"}},"status":{}}""";

    /// <summary>A helm that nobody ends would be waited for for ever.</summary>
    private static readonly TimeSpan LongestInstallation = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("CrashLoopBackOff", """{"waiting":{"reason":"CrashLoopBackOff"}}""")]
    [InlineData("Error", """{"terminated":{"exitCode":20,"reason":"Error"}}""")]
    public async Task A_hook_that_crashes_ends_helm_and_the_message_has_the_pod_and_what_it_said_last(string reason, string state)
    {
        // Given a hook's pod that only its Job ties to the release
        await using var cluster = Given();
        cluster.Script
            .On(Watch, Answers.List())
            .On(Watch, Answers.List(Hook, Crashing(restarts: 3, labels: "", state)))
            .On(Watch, Answers.List())
            .On(Log, "time=1 level=info\nsecrets is forbidden: User \"default\" can't create them");

        // When
        var failure = await Assert.ThrowsAsync<DeliveryException>(() => EnsureAsync(cluster));

        // Then
        Assert.Equal([Upgrade], cluster.Script.Stopped);
        Assert.Equal("argocd can't get ready", failure.What);
        Assert.StartsWith(
            "argocd-redis-secret-init-x: its container secret-init was started again 3 times, and ended each time; helm was ended after ",
            failure.Why,
            StringComparison.Ordinal);
        Assert.Contains($"said: {PutBack}", failure.Why, StringComparison.Ordinal);
        Assert.EndsWith(
            $"pods that were not ready:\n  argocd-redis-secret-init-x {reason}; secret-init said last:"
                + "\n    time=1 level=info\n    secrets is forbidden: User \"default\" can't create them",
            failure.Why,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "ImagePullBackOff",
        "Back-off pulling image \\\"r/x:9\\\": ErrImagePull: rpc error: code = NotFound desc = r/x:9: not found",
        "there is no image r/x:9")]
    [InlineData("ErrImagePull", "manifest for r/x:9 not found: manifest unknown: manifest unknown", "there is no image r/x:9")]
    [InlineData("InvalidImageName", "Failed to apply default image tag", "r/x:9 is not the name of an image")]
    public async Task An_image_that_does_not_exist_ends_helm(string reason, string message, string why)
    {
        await using var cluster = Given();
        cluster.Script.On(Watch, Answers.List()).On(Watch, Answers.List(Waiting(reason, message)));

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => EnsureAsync(cluster));

        Assert.StartsWith($"argocd-server-x: {why}; helm was ended", failure.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hook_that_has_failed_ends_helm()
    {
        await using var cluster = Given();
        var failed = Hook.Replace(
            "\"status\":{}", "\"status\":{\"conditions\":[{\"type\":\"Failed\",\"status\":\"True\"}]}", StringComparison.Ordinal);
        cluster.Script.On(Watch, Answers.List()).On(Watch, Answers.List(failed, Crashing(restarts: 0, labels: ""))).On(Log, "no");

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => EnsureAsync(cluster));

        Assert.Contains("its Job argocd-redis-secret-init, which helm waits for, has failed", failure.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Prometheus_that_crashes_is_waited_for_no_longer_than_the_operator_may_need_to_replace_it()
    {
        await using var cluster = new ClusterFixture();
        cluster.Script.On(Servers, Answers.List(Prometheus, Operated("prometheus-main-0", "main"))).On(
            LogOf("prometheus-main-0"), "opening the storage failed");
        var time = new HurryingTime();

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => WaitAsync(cluster, time));

        Assert.InRange(time.GetUtcNow() - DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60));
        Assert.Equal("main can't get ready", failure.What);
        Assert.Equal(
            "prometheus-main-0: its container server was started again 3 times, and ended each time"
                + "\n  prometheus-main-0 CrashLoopBackOff; server said last:\n    opening the storage failed",
            failure.Why);
    }

    [Fact]
    public async Task A_Prometheus_beside_which_something_else_crashes_or_whose_pod_is_replaced_is_waited_for()
    {
        await using var cluster = new ClusterFixture();
        cluster.Script.On(Servers, Answers.List(Prometheus, Operated("prometheus-main-0", "main"), Operated("other-0", "other")));
        for (var look = 0; look < 15; look++)
        {
            cluster.Script.On(Servers, Answers.List(Prometheus, Operated("other-0", "other")));
        }

        cluster.Script.On(Servers, Answers.List(Available("Prometheus"), Available("Alertmanager")));

        await WaitAsync(cluster, new HurryingTime());
    }

    /// <summary>
    /// Two restarts, a registry that is away, a pod of another release, and one that crashed before helm began, which this upgrade may be
    /// to fix.
    /// </summary>
    [Theory]
    [InlineData(2, "")]
    [InlineData(3, "other")]
    [InlineData(3, "before")]
    [InlineData(0, "registry")]
    public async Task What_may_still_get_better_or_is_of_somebody_else_ends_nothing(int restarts, string which)
    {
        // Given
        var pod = which switch
        {
            "other" => Crashing(restarts, Labels.Replace("argocd", "other", StringComparison.Ordinal)),
            "registry" => Waiting("ImagePullBackOff", "dial tcp 10.0.0.1:443: i/o timeout"),
            _ => Crashing(restarts, Labels),
        };
        var ready = new TaskCompletionSource();
        await using var cluster = Given(ready.Task);
        cluster.Script.On(Watch, Answers.List(which == "before" ? [pod] : [])).On(Watch, Answers.List(pod)).On(Log, "no");

        // When
        var installing = EnsureAsync(cluster);
        await Eventually.HoldsAsync(() => cluster.Script.Lines.Count(line => line == Watch) > 2, "it has looked twice");
        ready.SetResult();

        // Then
        var failure = await Assert.ThrowsAsync<DeliveryException>(() => installing);
        Assert.Empty(cluster.Script.Stopped);
        Assert.StartsWith(PutBack, failure.Why, StringComparison.Ordinal);
    }

    /// <param name="ends">When helm ends by itself; never, if there is none.</param>
    private static ClusterFixture Given(Task? ends = null)
    {
        var cluster = new ClusterFixture();
        cluster.Write("monitoring/argocd-values.yaml", "dex:\n  enabled: false\n");
        cluster.Script
            .On("helm --kube-context k3s version --template {{.Version}}", "v4.1.4").On(Helm + "list --output json", "[]")
            .On("helm --kube-context k3s repo add argoproj-github-io https://argoproj.github.io/argo-helm --force-update")
            .On(Upgrade, error: PutBack, exitCode: 1, ends: ends ?? new TaskCompletionSource().Task);
        return cluster;
    }

    private static Task EnsureAsync(ClusterFixture cluster) =>
        cluster.Get<ChartInstaller>().EnsureAsync(cluster.Get<ChartCatalog>().ArgoCd, default).WaitAsync(LongestInstallation);

    private static Task WaitAsync(ClusterFixture cluster, TimeProvider time) =>
        cluster.With<OperatedServers>(time).WaitAsync(default);

    private static string LogOf(string pod) => $"kubectl --context k3s --namespace monitoring logs {pod} --container server --tail 8";

    private static string Available(string kind) =>
        $$$"""{"kind":"{{{kind}}}","metadata":{"name":"main"},"status":{"conditions":[{"type":"Available","status":"True"}]}}""";

    private static string Operated(string pod, string server) => $$$"""
        {"kind":"Pod","metadata":{"name":"{{{pod}}}","uid":"{{{pod}}}","labels":{"app.kubernetes.io/instance":"{{{server}}}"} },
         "status":{"phase":"Running","containerStatuses":[{"name":"server","restartCount":3,
           "state":{"waiting":{"reason":"CrashLoopBackOff"} },"lastState":{"terminated":{"exitCode":1,"reason":"Error"} } }]} }
        """;

    private static string Crashing(int restarts, string labels, string state = """{"waiting":{"reason":"CrashLoopBackOff"}}""") => $$$"""
        {"kind":"Pod","metadata":{"name":"argocd-redis-secret-init-x","uid":"p"{{{labels}}},"ownerReferences":[{"kind":"Job","uid":"j"}]},
         "status":{"phase":"Running","containerStatuses":[{"name":"secret-init","restartCount":{{{restarts}}},
           "state":{{{state}}},"lastState":{"terminated":{"exitCode":20,"reason":"Error"} } }]} }
        """;

    private static string Waiting(string reason, string message) => $$$"""
        {"kind":"Pod","metadata":{"name":"argocd-server-x","uid":"p"{{{Labels}}} },
         "status":{"phase":"Pending","containerStatuses":[{"name":"server","image":"r/x:9","restartCount":0,"state":{"waiting":{"reason":"{{{reason}}}","message":"{{{message}}}"} } }]} }
        """;
}
