using GitOpsDemo.Build.Tests.Kubernetes.Fixtures;
using GitOpsDemo.Delivery;
using GitOpsDemo.Kubernetes;

namespace GitOpsDemo.Build.Tests.Kubernetes;

public sealed class ClusterReleasesTests
{
    [Fact]
    public async Task Each_release_is_told_with_its_state()
    {
        await using var cluster = Given();
        cluster.Script.On(
            "helm --kube-context k3s list --all-namespaces --output json",
            $"[{Answers.Release("prometheus", 4, "deployed", "kube-prometheus-stack-88.5.3")}]");

        await cluster.Get<ClusterReleases>().TellAsync(default);

        Assert.Contains("prometheus    kube-prometheus-stack-88.5.3 deployed, revision 4 of 2026-11-22 10:49:24Z", cluster.Log.Lines);
        Assert.Contains("argocd        not installed", cluster.Log.Lines);
    }

    [Fact]
    public async Task What_somebody_else_has_installed_is_told_in_the_place_of_the_release()
    {
        await using var cluster = Given();
        cluster.Script
            .On("helm --kube-context k3s list --all-namespaces --output json", "[]")
            .On(Existing.Loki, Answers.List(Existing.Object("StatefulSet", "logs", "loki", "grafana/loki:3.5.0", "team-loki")));

        await cluster.Get<ClusterReleases>().TellAsync(default);

        Assert.Contains(
            "loki          not installed by this build: StatefulSet loki in namespace logs, 3.5.0, of release team-loki is there",
            cluster.Log.Lines);
    }

    [Fact]
    public async Task What_is_removed_goes_in_the_reverse_order_and_what_is_not_there_is_passed_over()
    {
        await using var cluster = Given();
        const string monitoring = "helm --kube-context k3s --namespace monitoring ";
        cluster.Script
            .On("helm --kube-context k3s --namespace argocd list --output json", "[]")
            .On(
                monitoring + "list --output json",
                $"[{Answers.Release("prometheus", 4, "deployed", "x-1")},{Answers.Release("loki", 1, "failed", "loki-1")}]")
            .On(monitoring + "uninstall loki --ignore-not-found --wait --timeout 600s")
            .On(monitoring + "uninstall prometheus --ignore-not-found --wait --timeout 600s");
        var asked = "";

        await cluster.Get<ClusterReleases>().RemoveAsync(
            question =>
            {
                asked = question;
                return Task.FromResult(true);
            },
            default);

        Assert.Equal("prometheus, loki, alloy, argocd will be removed from cluster k3s. Type its name to go on: ", asked);
        Assert.Equal(
            ["loki", "prometheus"],
            cluster.Script.Lines.Where(line => line.Contains(" uninstall ", StringComparison.Ordinal)).Select(line => line.Split(' ')[6]));
        Assert.Contains("alloy: not installed", cluster.Log.Lines);
    }

    [Fact]
    public async Task Without_a_confirmation_nothing_is_removed()
    {
        await using var cluster = Given();

        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => cluster.Get<ClusterReleases>().RemoveAsync(_ => Task.FromResult(false), default));

        Assert.Equal("it was not confirmed with k3s", failure.Why);
        Assert.DoesNotContain(cluster.Script.Lines, line => line.StartsWith("helm", StringComparison.Ordinal));
    }

    private static ClusterFixture Given()
    {
        var cluster = new ClusterFixture();
        cluster.Script
            .OnNothingThere()
            .On("kubectl --context k3s version --output json", Answers.Version)
            .On("kubectl --context k3s auth can-i * * --all-namespaces", "yes")
            .On("helm --kube-context k3s version --template {{.Version}}", "v4.1.4");
        return cluster;
    }
}
