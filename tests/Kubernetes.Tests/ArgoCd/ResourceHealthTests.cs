using System.Text.Json.Nodes;
using GitOpsDemo.Kubernetes.ArgoCd;

namespace GitOpsDemo.Kubernetes.Tests.ArgoCd;

public sealed class ResourceHealthTests
{
    [Theory]
    [InlineData("Ingress", """{"status":{"loadBalancer":{"ingress":[{"ip":"10.0.0.1"}]}}}""", "Healthy", "")]
    [InlineData("Ingress", "{}", "Progressing", "it has no address")]
    [InlineData("Service", """{"spec":{"type":"ClusterIP"}}""", "Healthy", "")]
    [InlineData("Service", """{"spec":{"type":"LoadBalancer"}}""", "Progressing", "it has no address")]
    [InlineData("Service", """{"spec":{"type":"LoadBalancer"},"status":{"loadBalancer":{"ingress":[{"ip":"10.0.0.1"}]}}}""", "Healthy", "")]
    [InlineData("PersistentVolumeClaim", """{"status":{"phase":"Bound"}}""", "Healthy", "")]
    [InlineData("PersistentVolumeClaim", """{"status":{"phase":"Pending"}}""", "Progressing", "it is Pending")]
    [InlineData("PersistentVolumeClaim", """{"status":{"phase":"Lost"}}""", "Degraded", "its volume is lost")]
    [InlineData("Deployment", """{"metadata":{"generation":2},"status":{"observedGeneration":1}}""", "Progressing", "its new version is not begun")]
    [InlineData("Deployment", """{"spec":{"replicas":3},"status":{"updatedReplicas":1}}""", "Progressing", "1 of 3 replicas are updated")]
    [InlineData("Deployment", """{"spec":{"replicas":1},"status":{"updatedReplicas":1,"replicas":2}}""", "Progressing", "1 old replicas are still there")]
    [InlineData("Deployment", """{"spec":{"replicas":1},"status":{"updatedReplicas":1,"replicas":1}}""", "Progressing", "0 of 1 updated replicas are available")]
    [InlineData("Deployment", """{"status":{"updatedReplicas":1,"replicas":1,"availableReplicas":1}}""", "Healthy", "")]
    [InlineData(
        "Deployment",
        """{"spec":{"replicas":2},"status":{"conditions":[{"type":"Progressing","reason":"ProgressDeadlineExceeded"}],"availableReplicas":1}}""",
        "Degraded",
        "it exceeded its progress deadline with 1 of 2 replicas available")]
    [InlineData("ConfigMap", "{}", "Healthy", "")]
    public void A_kind_is_judged_as_Argo_CD_does(string kind, string json, string health, string reason) =>
        Assert.Equal((health, reason), ResourceHealth.Of(kind, JsonNode.Parse(json)!));

    [Theory]
    [InlineData("Ingress", "Progressing", "publishedService")]
    [InlineData("Service", "Progressing", "MetalLB")]
    [InlineData("PersistentVolumeClaim", "Degraded", "kubectl -n ns describe pvc x")]
    [InlineData("StatefulSet", "Progressing", "kubectl -n ns describe statefulset x")]
    [InlineData("Job", "Progressing", null)]
    public void For_what_often_blocks_the_fix_is_known(string kind, string health, string? fix)
    {
        var blocking = new BlockingResource(new ApplicationResource("", kind, "ns", "x"), health, "");

        Assert.Equal($"{kind}/x is {health}", blocking.ToString());
        Assert.True(fix is null ? blocking.Fix is null : blocking.Fix!.Contains(fix));
    }
}
