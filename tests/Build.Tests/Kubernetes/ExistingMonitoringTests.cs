using GitOpsDemo.Build.Tests.Kubernetes.Fixtures;
using GitOpsDemo.Delivery;
using GitOpsDemo.Kubernetes;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests.Kubernetes;

/// <summary>Monitoring that somebody else has installed, under whatever name.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class ExistingMonitoringTests
{
    private const string Helm = "helm --kube-context k3s --namespace monitoring ";
    private const string UpgradeLoki =
        Helm + "upgrade --install loki oci://ghcr.io/grafana-community/helm-charts/loki --version 18.11.0 --values - "
        + "--create-namespace --wait --rollback-on-failure --timeout 600s";

    [Fact]
    public async Task What_is_there_already_is_used_and_nothing_is_installed()
    {
        // Given
        await using var cluster = Given("--alert-receiver=https://hooks.example.com/x");
        cluster.Script
            .On(Existing.Prometheus, Answers.List(Existing.Server("observability", "main", "kps")))
            .On(
                Existing.Loki,
                Answers.List(Existing.Object("StatefulSet", "logs", "team-loki", "docker.io/grafana/loki:3.5.0", "team-loki")))
            .On(Existing.Collector, Answers.List(Existing.Object("DaemonSet", "logs", "promtail", "grafana/promtail:3.0.0")));

        // When
        await cluster.Platform.InstallMonitoringAsync(default);

        // Then
        Assert.DoesNotContain(
            cluster.Script.Lines,
            line => line.StartsWith("helm", StringComparison.Ordinal) || line.Contains(" secret ", StringComparison.Ordinal));
        Assert.Contains(
            "prometheus: Prometheus main in namespace observability, v3.9.1, of release kps is there already; "
                + "it is used, and left as it is",
            cluster.Log.Lines);
        Assert.Contains(
            "loki: StatefulSet team-loki in namespace logs, 3.5.0, of release team-loki is there already; it is used, and left as it is",
            cluster.Log.Lines);
        Assert.Contains(
            "alloy: DaemonSet promtail in namespace logs, 3.0.0, not installed by helm is there already; it is used, and left as it is",
            cluster.Log.Lines);
        Assert.Contains(cluster.Log.Lines, line => line.Contains("is not made a receiver of alerts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_missing_beside_it_is_installed()
    {
        await using var cluster = Given();
        cluster.Script
            .On(Existing.Prometheus, Answers.List(Existing.Server("observability", "main", "kps")))
            .On(Existing.Loki, Answers.List())
            .On(Existing.Collector, Answers.List(Existing.Object("DaemonSet", "logs", "alloy", "grafana/alloy:v1.9.0", "collect")))
            .On("kubectl --context k3s auth can-i * * --all-namespaces", "yes")
            .On("helm --kube-context k3s version --template {{.Version}}", "v4.1.4").On(Helm + "list --output json", "[]")
            .On("kubectl --context k3s --namespace monitoring get pods,events,jobs.batch --output json", Answers.List())
            .On(UpgradeLoki);

        await cluster.Platform.InstallMonitoringAsync(default);

        Assert.Equal([UpgradeLoki], cluster.Script.Lines.Where(line => line.Contains(" upgrade ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_operator_without_a_Prometheus_is_not_given_a_second_one()
    {
        await using var cluster = Given();
        const string Image = "quay.io/prometheus-operator/prometheus-operator:v0.80.0";
        cluster.Script
            .On(Existing.Prometheus, Answers.List())
            .On(Existing.Operator, Answers.List(Existing.Object("Deployment", "operators", "prometheus-operator", Image)));

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => cluster.Platform.InstallMonitoringAsync(default));

        Assert.Contains("Deployment prometheus-operator in namespace operators, v0.80.0", failure.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_settings_file_that_says_so_lets_nothing_be_installed_even_where_something_is_missing_or_is_this_builds()
    {
        // Given
        await using var cluster = Given();
        cluster.Script
            .On(Existing.Prometheus, Answers.List(Existing.Server("monitoring", "main", "prometheus")))
            .On(Existing.Loki, Answers.List())
            .On(Existing.Collector, Answers.List());
        var settings = cluster.Get<ClusterSettings>() with { UsesExistingMonitoring = true };

        // When
        var slack = new SlackSecret(cluster.Get<IKubectl>(), settings, address: null);
        await cluster.With<MonitoringInstallation>(settings, slack).EnsureAsync(default);

        // Then
        Assert.DoesNotContain(cluster.Script.Lines, line => line.StartsWith("helm", StringComparison.Ordinal));
        Assert.Contains(
            "prometheus: Prometheus main in namespace monitoring, v3.9.1, of release prometheus is there already; "
                + "it is used, and left as it is",
            cluster.Log.Lines);
        Assert.Contains(
            "loki: the cluster has no loki, and the settings file forbids to install it", cluster.Log.Lines);
    }

    private static ClusterFixture Given(params string[] arguments)
    {
        var cluster = new ClusterFixture(arguments);
        cluster.Script
            .On("kubectl --context k3s version --output json", Answers.Version)
            .On("kubectl --context k3s get namespace monitoring --ignore-not-found --output name", "namespace/monitoring");
        return cluster;
    }
}
