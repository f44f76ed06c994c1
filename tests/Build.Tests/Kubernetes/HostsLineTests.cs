using GitOpsDemo.Build.Tests.Kubernetes.Fixtures;

namespace GitOpsDemo.Build.Tests.Kubernetes;

public sealed class HostsLineTests
{
    private const string Ingresses = "kubectl --context k3s get ingresses.networking.k8s.io --all-namespaces --output json";
    private const string Nodes = "kubectl --context k3s get nodes --all-namespaces --output json";

    [Theory]
    [InlineData("""{"status":{"addresses":[{"type":"Hostname","address":"node-1"},{"type":"InternalIP","address":"10.0.0.5"}]}}""", "10.0.0.5")]
    [InlineData("""{"status":{}}""", "<address of the ingress controller>")]
    public async Task Without_a_load_balancer_the_names_lead_to_a_node(string node, string address)
    {
        await using var cluster = new ClusterFixture();
        cluster.Script
            .On(Ingresses, Answers.List("""{"spec":{"rules":[{"host":"gitops-demo.local"},{"host":"notgitops-demo.local"},{}]}}"""))
            .On(Nodes, Answers.List(node));

        Assert.Equal($"{address} gitops-demo.local", await cluster.Platform.HostsLineAsync(default));
    }

    [Fact]
    public async Task The_names_lead_to_the_load_balancer_of_the_ingresses()
    {
        await using var cluster = new ClusterFixture("--domain=lab.example.com");
        cluster.Script.On(Ingresses, Answers.List(
            """{"spec":{"rules":[{"host":"grafana.lab.example.com"},{"host":"other.example.com"}]}}""",
            """{"spec":{"rules":[{"host":"alerts.lab.example.com"}]},"status":{"loadBalancer":{"ingress":[{"ip":"192.168.1.7"}]}}}"""));

        Assert.Equal("192.168.1.7 alerts.lab.example.com grafana.lab.example.com", await cluster.Platform.HostsLineAsync(default));
    }

    [Fact]
    public async Task Without_an_ingress_there_is_nothing_to_tell()
    {
        await using var cluster = new ClusterFixture();
        cluster.Script.On(Ingresses, Answers.List());

        Assert.Null(await cluster.Platform.HostsLineAsync(default));
    }
}
