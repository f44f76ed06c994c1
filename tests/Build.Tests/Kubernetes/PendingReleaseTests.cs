using System.Globalization;
using GitOpsDemo.Build.Tests.Kubernetes.Fixtures;
using GitOpsDemo.Delivery;
using GitOpsDemo.Kubernetes.Charts;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests.Kubernetes;

[Trait(Traits.Category, Traits.Integration)]
public sealed class PendingReleaseTests
{
    private const string Helm = "helm --kube-context k3s --namespace monitoring ";
    private const string List = Helm + "list --output json";
    private const string History = Helm + "history loki --max 32 --output json";
    private const string Rollback = Helm + "rollback loki 6 --wait --timeout 600s";
    private const string Remove = Helm + "uninstall loki --ignore-not-found --wait --timeout 600s";
    private const string Upgrade =
        Helm + "upgrade --install loki oci://ghcr.io/grafana-community/helm-charts/loki --version 18.11.0 --values - "
        + "--create-namespace --wait --rollback-on-failure --timeout 600s";

    private const string Watch = "kubectl --context k3s --namespace monitoring get pods,events,jobs.batch --output json";

    private const string AfterTheKill = """
        [{"revision":5,"updated":"2026-11-22T10:49:37.527504889Z","status":"failed","chart":"sample-0.1.0","app_version":"","description":"Upgrade \"sample\" failed: …"},
         {"revision":6,"updated":"2026-11-22T10:50:29.057545579Z","status":"deployed","chart":"sample-0.1.0","app_version":"","description":"Rollback to 4"},
         {"revision":7,"updated":"2026-11-22T10:50:29.225748744Z","status":"pending-upgrade","chart":"sample-0.1.0","app_version":"","description":"Preparing upgrade"}]
        """;

    [Fact]
    public async Task A_release_that_an_old_helm_left_pending_is_put_back_to_what_was_deployed_last_and_then_upgraded()
    {
        await using var cluster = Given(Answers.Release("loki", 7, "pending-upgrade", "loki-18.10.0", Minutes(-20)));
        cluster.Script.On(
            List, $"[{Answers.Release("loki", 8, "deployed", "loki-18.10.0")}]").On(History, AfterTheKill).On(Rollback).On(Upgrade);

        await EnsureAsync(cluster);

        Assert.Equal([List, History, Rollback, List, Watch, Upgrade], cluster.Commands[1..]);
        Assert.Contains(cluster.Log.Lines, line => line.EndsWith("putting it back to revision 6", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_release_that_was_never_deployed_is_removed_and_installed_anew()
    {
        await using var cluster = Given(Answers.Release("loki", 1, "pending-install", "loki-18.11.0", Minutes(-20)));
        cluster.Script.On(List, "[]").On(History, """[{"revision":1,"status":"pending-install"}]""").On(Remove).On(Upgrade);

        await EnsureAsync(cluster);

        Assert.Equal([List, History, Remove, List, Watch, Upgrade], cluster.Commands[1..]);
    }

    [Fact]
    public async Task A_helm_of_another_computer_is_given_its_time()
    {
        await using var cluster = Given(Answers.Release("loki", 2, "pending-upgrade", "loki-18.11.0", Minutes(0)));
        cluster.Script.On(List, $"[{Answers.Release("loki", 2, "deployed", "loki-18.11.0")}]").On(Helm + "status loki --output json", """{"config":{"singleBinary":{"replicas":1}}}""");

        await EnsureAsync(cluster);

        Assert.DoesNotContain(cluster.Script.Lines, line => line.Contains("rollback", StringComparison.Ordinal));
        Assert.Contains(cluster.Log.Lines, line => line.Contains("Another helm may be running", StringComparison.Ordinal));
        Assert.Contains("loki: loki-18.11.0 is installed with these values: nothing to do", cluster.Log.Lines);
    }

    [Fact]
    public async Task A_helm_whose_clock_is_ahead_is_given_no_more_time_than_that()
    {
        await using var cluster = Given(Answers.Release("loki", 2, "pending-upgrade", "loki-18.11.0", Minutes(60)));
        cluster.Script.On(List, $"[{Answers.Release("loki", 2, "deployed", "loki-18.11.0")}]").On(Helm + "status loki --output json", """{"config":{"singleBinary":{"replicas":1}}}""");

        await EnsureAsync(cluster);

        Assert.Contains(cluster.Log.Lines, line => line.Contains("in 600 s it counts as dead", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_build_of_this_checkout_that_was_killed_is_known_to_be_dead()
    {
        // Given
        await using var cluster = Given(Answers.Release("loki", 6, "deployed", "loki-18.10.0"));
        cluster.Script
            .On(List, $"[{Answers.Release("loki", 7, "pending-upgrade", "loki-18.11.0", Minutes(0))}]")
            .On(List, $"[{Answers.Release("loki", 8, "deployed", "loki-18.10.0")}]")
            .On(History, AfterTheKill).On(Rollback)
            .On(Upgrade, exitCode: 137, ends: new TaskCompletionSource().Task).On(Upgrade);
        using var kill = new CancellationTokenSource();
        var killed = cluster.Get<ChartInstaller>().EnsureAsync(Loki(cluster), kill.Token);
        await Eventually.HoldsAsync(() => cluster.Script.Lines.Contains(Upgrade), "helm is at work");
        await kill.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => killed);

        // When
        await EnsureAsync(cluster);

        // Then
        Assert.Equal([List, Watch, Upgrade, List, History, Rollback, List, Watch, Upgrade], cluster.Commands[1..]);
        Assert.Empty(Directory.GetFiles(cluster.Paths.Helm));
    }

    [Fact]
    public async Task A_helm_that_ends_without_putting_its_release_back_has_it_put_back()
    {
        await using var cluster = Given(Answers.Release("loki", 6, "deployed", "loki-18.10.0"));
        cluster.Script
            .On(List, $"[{Answers.Release("loki", 7, "pending-upgrade", "loki-18.11.0", Minutes(0))}]")
            .On(History, AfterTheKill).On(Rollback)
            .On(Upgrade, error: "signal: killed", exitCode: 137);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => EnsureAsync(cluster));

        Assert.Equal("signal: killed", failure.Why);
        Assert.Equal([List, Watch, Upgrade, List, History, Rollback], cluster.Commands[1..]);
    }

    private static ClusterFixture Given(string release)
    {
        var cluster = new ClusterFixture();
        cluster.Script.On(
            "helm --kube-context k3s version --template {{.Version}}", "v4.1.4").On(List, $"[{release}]").On(Watch, Answers.List());
        return cluster;
    }

    private static Task EnsureAsync(ClusterFixture cluster) => cluster.Get<ChartInstaller>().EnsureAsync(Loki(cluster), default);

    private static Chart Loki(ClusterFixture cluster) => cluster.Get<ChartCatalog>().Monitoring.Single(chart => chart.Name == "loki");

    private static string Minutes(int ago) =>
        TimeProvider.System.GetUtcNow().AddMinutes(ago).ToString(
            "yyyy-MM-dd HH:mm:ss.fffffff", CultureInfo.InvariantCulture) + " +0000 UTC";
}
