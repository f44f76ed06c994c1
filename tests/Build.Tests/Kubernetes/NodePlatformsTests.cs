using System.Text.Json;
using GitOpsDemo.Build.Tests.Kubernetes.Fixtures;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Images;

namespace GitOpsDemo.Build.Tests.Kubernetes;

/// <summary>An image is made for what the nodes of its cluster are.</summary>
public sealed class NodePlatformsTests
{
    private const string MayList = "kubectl --context k3s auth can-i list nodes --all-namespaces";
    private const string Nodes = "kubectl --context k3s get nodes --all-namespaces --output json";

    [Theory]
    [InlineData("linux/arm64", "arm64")]
    [InlineData("linux/amd64", "amd64", "amd64")]
    [InlineData("linux/amd64, linux/arm64", "arm64", "amd64", "arm")]
    public async Task They_say_it(string expected, params string[] architectures)
    {
        await using var cluster = Cluster(architectures);

        Assert.Equal(expected, string.Join(", ", await PlatformsAsync(cluster)));
    }

    [Theory]
    [InlineData("it has no nodes")]
    [InlineData("its nodes are linux/s390x, and images are made for linux/amd64 and linux/arm64", "s390x")]
    public async Task Nodes_that_no_image_is_made_for_are_said_before_anything_is_built(string why, params string[] architectures)
    {
        await using var cluster = Cluster(architectures);

        Assert.Equal(why, (await Assert.ThrowsAsync<DeliveryException>(() => PlatformsAsync(cluster))).Why);
    }

    [Fact]
    public async Task Whoever_may_not_see_them_is_told_what_the_image_is_made_for()
    {
        await using var cluster = new ClusterFixture();
        cluster.Script.On(MayList, "no", exitCode: 1);

        Assert.Equal([ImagePlatform.Here], await PlatformsAsync(cluster));
        Assert.Contains(
            cluster.Log.Lines,
            line => line.Contains($"may not list nodes: the image is made for {ImagePlatform.Here}", StringComparison.Ordinal));
    }

    private static Task<IReadOnlyList<ImagePlatform>> PlatformsAsync(ClusterFixture cluster) =>
        cluster.Get<IPlatformView>().ImagePlatformsAsync(default);

    private static ClusterFixture Cluster(string[] architectures)
    {
        var cluster = new ClusterFixture();
        var nodes = architectures.Select(architecture => new
        {
            kind = "Node",
            status = new { nodeInfo = new { architecture, operatingSystem = "linux" } },
        });
        cluster.Script.On(MayList, "yes").On(Nodes, JsonSerializer.Serialize(new { kind = "List", items = nodes }));
        return cluster;
    }
}
