using GitOpsDemo.Build.Tests.Kubernetes.Fixtures;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Kubernetes;
using NSubstitute;

namespace GitOpsDemo.Build.Tests.Kubernetes;

/// <summary>Before anything is pushed the API server says what it would refuse, and keeps nothing.</summary>
public sealed class ServerDryRunTests
{
    private const string DryRun =
        "kubectl --context k3s apply --server-side --dry-run=server --validate=strict --field-manager gitops-demo-build "
            + "--force-conflicts --filename -";

    private const string Overlay = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: gitops-demo}";

    private const string Rules = "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: r}\nspec: {groups: []}";

    [Fact]
    public async Task The_overlay_and_the_rules_are_asked_about()
    {
        await using var cluster = new ClusterFixture();
        cluster.Script.On(DryRun, "deployment.apps/gitops-demo serverside-applied (server dry run)");

        await AskAsync(cluster);

        Assert.Equal([Overlay, Rules], cluster.Script.InputsOf(DryRun));
    }

    [Fact]
    public async Task What_the_server_refuses_is_told_in_its_own_words()
    {
        const string said = "Error from server: failed to create typed patch object (dev/gitops-demo; apps/v1, Kind=Deployment): "
            + ".spec.template.spec.enableServiceLink: field not declared in schema";
        await using var cluster = new ClusterFixture();
        cluster.Script.On(DryRun, error: said, exitCode: 1);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => AskAsync(cluster));

        Assert.Equal((said, "fix in the manifests what the message names"), (failure.Why, failure.Next));
    }

    [Theory]
    [InlineData("Error from server (NotFound): namespaces \"gitops-demo-dev\" not found")]
    [InlineData(
        "resource mapping not found for name: \"a\" namespace: \"b\" from \"STDIN\": "
            + "no matches for kind \"ServiceMonitor\" in version \"monitoring.coreos.com/v1\"\nensure CRDs are installed first")]
    [InlineData(
        "Error from server (Forbidden): deployments.apps \"a\" is forbidden: "
            + "User \"ci\" cannot patch resource \"deployments\" in API group \"apps\" in the namespace \"b\"")]
    public async Task What_only_the_delivery_brings_or_only_Argo_CD_may_stops_nothing_and_is_said(string said)
    {
        await using var cluster = new ClusterFixture();
        cluster.Script.On(DryRun, error: said, exitCode: 1);

        await AskAsync(cluster);

        Assert.Contains(
            cluster.Log.Lines, line => line.StartsWith("the cluster can't judge all of k8s/overlays/dev yet: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_cluster_nobody_is_asked()
    {
        var (kubectl, renderer) = (Substitute.For<IKubectl>(), Substitute.For<IManifestRenderer>());

        await new ServerDryRun(new ClusterSettings(Context: null) { Domain = "local" }, kubectl, renderer, Substitute.For<IDeliveryLog>())
            .RequireAsync("k8s/overlays/dev", "alerts.yaml", default);

        Assert.Empty(kubectl.ReceivedCalls());
        Assert.Empty(renderer.ReceivedCalls());
    }

    private static async Task AskAsync(ClusterFixture cluster)
    {
        var renderer = Substitute.For<IManifestRenderer>();
        renderer.RenderAsync(default!, default).ReturnsForAnyArgs(Overlay);
        cluster.Write("monitoring/alerts.yaml", Rules);
        await new ServerDryRun(cluster.Get<ClusterSettings>(), cluster.Get<IKubectl>(), renderer, cluster.Log)
            .RequireAsync("k8s/overlays/dev", cluster.Paths.Alerts, default);
    }
}
