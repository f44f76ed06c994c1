using GitOpsDemo.Build.Tests.Kubernetes.Fixtures;
using GitOpsDemo.Delivery;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests.Kubernetes;

public sealed class ServiceAddressTests
{
    private const string FindPrometheus =
        "kubectl --context k3s --namespace monitoring get services --selector operated-prometheus=true --output json";

    private const string FindElsewhere =
        "kubectl --context k3s get services --all-namespaces --selector operated-prometheus=true --output json";

    private const string Forward =
        "kubectl --context k3s --namespace monitoring port-forward --address 127.0.0.1 service/prometheus-operated :9090";

    [Fact]
    public async Task Prometheus_is_found_by_its_label_and_reached_through_a_free_port_that_is_opened_once()
    {
        // Given
        await using var cluster = new ClusterFixture();
        cluster.Script
            .On(FindPrometheus, Answers.List(Answers.Service("monitoring", "prometheus-operated", "http-web", 9090, "None")))
            .On(Forward, Answers.Forwarding(42175, 9090), ends: new TaskCompletionSource().Task);

        // When
        var first = await cluster.Platform.AddressOfAsync(ServiceApi.Prometheus, default);
        var second = await cluster.Platform.AddressOfAsync(ServiceApi.Prometheus, default);

        // Then
        Assert.Equal("http://127.0.0.1:42175/", first.ToString());
        Assert.Same(first, second);
        Assert.Equal([FindPrometheus, Forward], cluster.Script.Lines);
    }

    [Fact]
    public async Task A_connection_that_is_lost_is_made_again_on_the_same_port()
    {
        // Given
        await using var cluster = new ClusterFixture();
        var podGoes = new TaskCompletionSource();
        const string again =
            "kubectl --context k3s --namespace monitoring port-forward --address 127.0.0.1 service/prometheus-operated 42175:9090";
        cluster.Script
            .On(FindPrometheus, Answers.List(Answers.Service("monitoring", "prometheus-operated", "web", 9090, "None")))
            .On(Forward, Answers.Forwarding(42175, 9090), ends: podGoes.Task)
            .On(again, Answers.Forwarding(42175, 9090), ends: new TaskCompletionSource().Task);
        await cluster.Platform.AddressOfAsync(ServiceApi.Prometheus, default);

        // When
        podGoes.SetResult();

        // Then
        await Eventually.HoldsAsync(() => cluster.Script.Lines.Contains(again), "the port is opened again");
    }

    [Fact]
    public async Task A_service_with_an_address_goes_before_a_headless_one()
    {
        await using var cluster = new ClusterFixture();
        cluster.Script
            .On(
                "kubectl --context k3s --namespace monitoring get services --selector app.kubernetes.io/name=loki --output json",
                Answers.List(
                    Answers.Service("monitoring", "loki-headless", "http-metrics", 3100, "None"),
                    Answers.Service("monitoring", "loki-memberlist", "tcp", 7946, "None"),
                    Answers.Service("monitoring", "loki", "http-metrics", 3100)))
            .On(
                "kubectl --context k3s --namespace monitoring port-forward --address 127.0.0.1 service/loki :3100",
                Answers.Forwarding(40001, 3100),
                ends: new TaskCompletionSource().Task);

        Assert.Equal(40001, (await cluster.Platform.AddressOfAsync(ServiceApi.Loki, default)).Port);
    }

    [Fact]
    public async Task Two_servers_in_other_namespaces_have_to_be_told_apart_by_the_option()
    {
        await using var cluster = new ClusterFixture();
        cluster.Script
            .On(FindPrometheus, Answers.List())
            .On(FindElsewhere, Answers.List(
                Answers.Service("one", "prometheus-operated", "web", 9090), Answers.Service("two", "prometheus-operated", "web", 9090)));

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => cluster.Platform.AddressOfAsync(ServiceApi.Prometheus, default));

        Assert.Equal(
            "Prometheus can't be asked: there is one in each of the namespaces one, two. Next: say which with --prometheus-url",
            failure.Message);
    }

    [Fact]
    public async Task Without_a_server_the_message_says_how_to_get_one()
    {
        await using var cluster = new ClusterFixture();
        cluster.Script.On(FindPrometheus, Answers.List()).On(FindElsewhere, Answers.List());

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => cluster.Platform.AddressOfAsync(ServiceApi.Prometheus, default));

        Assert.Contains("no service of the cluster has the label operated-prometheus=true", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--target=InstallMonitoring", failure.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_given_needs_nothing_of_the_cluster()
    {
        await using var cluster = new ClusterFixture("--prometheus-url=http://127.0.0.1:9090/prometheus");

        var address = await cluster.Platform.AddressOfAsync(ServiceApi.Prometheus, default);

        Assert.Equal("http://127.0.0.1:9090/prometheus/", address.ToString());
        Assert.Equal(address, cluster.Platform.LastingAddressOf(ServiceApi.Prometheus));
        Assert.Empty(cluster.Script.Lines);
    }

    [Fact]
    public async Task A_person_opens_what_has_an_ingress_by_its_name_in_the_domain()
    {
        await using var cluster = new ClusterFixture("--domain=lab.example.com");

        Assert.Equal("http://grafana.lab.example.com/", $"{cluster.Platform.LastingAddressOf(ServiceApi.Grafana)}");
        Assert.Equal("http://alerts.lab.example.com/", $"{cluster.Platform.LastingAddressOf(ServiceApi.Alertmanager)}");
        Assert.Null(cluster.Platform.LastingAddressOf(ServiceApi.Prometheus));
    }
}
