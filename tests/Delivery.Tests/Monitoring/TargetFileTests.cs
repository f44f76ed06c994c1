using System.Text.Json;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Monitoring;

public sealed class TargetFileTests
{
    private static readonly Service Service = Healthy.Manifests.Only<Service>();

    private static readonly PodTarget Pod = new(
        "gitops-demo-dev",
        "gitops-demo-0",
        Healthy.Manifests.Only<Deployment>().Template.Labels,
        [new PodPort("app", "http", 8080, "127.0.0.1:41000")]);

    [Fact]
    public void A_pod_behind_a_Service_is_a_target_with_the_labels_of_the_Kubernetes_discovery()
    {
        var target = Assert.Single(Read([Pod]));

        Assert.Equal("127.0.0.1:41000", target.GetProperty("targets")[0].GetString());
        var labels = target.GetProperty("labels");
        Assert.Equal("gitops-demo-dev", labels.GetProperty("__meta_kubernetes_namespace").GetString());
        Assert.Equal("gitops-demo", labels.GetProperty("__meta_kubernetes_service_name").GetString());
        Assert.Equal("gitops-demo", labels.GetProperty("__meta_kubernetes_service_label_app_kubernetes_io_name").GetString());
        Assert.Equal("true", labels.GetProperty("__meta_kubernetes_service_labelpresent_app").GetString());
        Assert.Equal("http", labels.GetProperty("__meta_kubernetes_endpointslice_port_name").GetString());
        Assert.Equal("gitops-demo-0", labels.GetProperty("__meta_kubernetes_pod_name").GetString());
        Assert.Equal("app", labels.GetProperty("__meta_kubernetes_pod_container_name").GetString());
        Assert.Equal("8080", labels.GetProperty("__meta_kubernetes_pod_container_port_number").GetString());
        Assert.Equal("true", labels.GetProperty("__meta_kubernetes_pod_ready").GetString());
    }

    [Fact]
    public void Pods_of_others_are_no_targets()
    {
        Assert.Empty(Read([Pod with { Labels = new Dictionary<string, string> { ["app"] = "other" } }]));
        Assert.Empty(Read([Pod with { Namespace = "gitops-demo-prod" }]));
    }

    [Fact]
    public void A_Service_may_lead_to_a_port_by_its_number()
    {
        var byNumber = Service with { Ports = [new ServicePort("http", 80, "8080")] };
        var nameless = Pod with { Ports = [new PodPort("app", null, 8080, "127.0.0.1:41000")] };

        using var document = JsonDocument.Parse(TargetFile.Write([byNumber], [nameless]));

        Assert.Equal(1, document.RootElement.GetArrayLength());
    }

    [Theory]
    [InlineData("http", "metrics")]
    [InlineData("metrics", "http")]
    public void Each_port_of_a_Service_leads_to_its_own_of_the_pod_in_whichever_order_they_stand(params string[] order)
    {
        var service = Service with { Ports = [new("http", 8000, "http"), new("metrics", 9100, "9100")] };
        var ports = new Dictionary<string, PodPort>
        {
            ["http"] = new("app", "http", 9000, "127.0.0.1:1"),
            ["metrics"] = new("app", "metrics", 9100, "127.0.0.1:2"),
        };

        var targets = Read([Pod with { Ports = [.. order.Select(name => ports[name])] }], service);

        Assert.Equal(
            ["http 127.0.0.1:1", "metrics 127.0.0.1:2"],
            targets.Select(target =>
                $"{target.GetProperty("labels").GetProperty("__meta_kubernetes_endpointslice_port_name")} "
                    + $"{target.GetProperty("targets")[0]}").Order());
    }

    [Fact]
    public void A_port_that_no_Service_leads_to_is_a_target_by_the_pods_own_name_of_it()
    {
        var targets = Read([Pod with { Ports = [.. Pod.Ports, new PodPort("app", "admin", 9999, "127.0.0.1:1")] }]);

        var labels = targets[1].GetProperty("labels");
        Assert.Equal("admin", labels.GetProperty("__meta_kubernetes_pod_container_port_name").GetString());
        Assert.Equal("9999", labels.GetProperty("__meta_kubernetes_pod_container_port_number").GetString());
        Assert.False(labels.TryGetProperty("__meta_kubernetes_endpointslice_port_name", out _));
    }

    [Fact]
    public void Every_label_of_a_target_is_one_that_relabelling_may_read() => Assert.All(
        Read([Pod with { Annotations = new Dictionary<string, string> { ["a.b/c"] = "d" } }])[0].GetProperty("labels").EnumerateObject(),
        label => Assert.True(TargetFile.Knows(label.Name), label.Name));

    private static List<JsonElement> Read(IEnumerable<PodTarget> pods, Service? service = null) =>
        [.. JsonDocument.Parse(TargetFile.Write([service ?? Service], pods)).RootElement.EnumerateArray()];
}
