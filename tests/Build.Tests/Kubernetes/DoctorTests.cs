using GitOpsDemo.Build.Tests.Kubernetes.Fixtures;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Report.Doctor;
using GitOpsDemo.Kubernetes;

namespace GitOpsDemo.Build.Tests.Kubernetes;

/// <summary>What is looked for depends on what was asked for.</summary>
public sealed class DoctorTests
{
    private const string Version = "kubectl --context k3s version --output json";

    [Fact]
    public async Task A_cluster_needs_its_tools_its_answer_rights_a_repository_and_charts()
    {
        await using var cluster = new ClusterFixture("--image-registry=ghcr.io", "--image-builder=docker");

        var requirements = cluster.Get<Lazy<Requirements>>().Value;

        Assert.Equal(
            ["git", "container engine", "disk space", "kubectl", "helm", "promtool", "cluster k3s", "rights in the cluster"],
            requirements.Quick.Select(requirement => requirement.Name));
        Assert.Equal(
            [".NET SDK", "registry ghcr.io", "GitOps repository", "chart kube-prometheus-stack", "chart loki", "chart alloy"],
            requirements.Thorough.Select(requirement => requirement.Name));
        Assert.False(requirements.Quick.Single(requirement => requirement.Name == "container engine").IsOptional);
    }

    [Fact]
    public async Task The_cluster_is_found_by_its_version_and_the_rights_by_asking()
    {
        await using var cluster = new ClusterFixture();
        cluster.Script.On(Version, Answers.Version).On("kubectl --context k3s auth can-i * * --all-namespaces", "yes");
        var preflight = cluster.Get<Preflight>();

        Assert.Equal("Kubernetes v1.36.0, asked by kubectl 1.35", await new ClusterRequirement("k3s", preflight).FindAsync(default));
        Assert.Equal("all of them", await Rights(isExisting: false).FindAsync(default));
        Assert.Equal("15 accesses, to install charts, apply rules and notify Argo CD", Rights(isExisting: false).Needs);
        Assert.Equal("4 accesses, to apply rules and notify Argo CD", Rights(isExisting: true).Needs);

        RightsRequirement Rights(bool isExisting) =>
            new(preflight, new ClusterSettings("k3s") { Domain = "d", UsesExistingMonitoring = isExisting });
    }

    [Theory]
    [InlineData("32", false)]
    [InlineData("34", false)]
    [InlineData("35", true)]
    [InlineData("37", true)]
    [InlineData("38", false)]
    public async Task A_kubectl_that_is_more_than_one_minor_version_away_is_warned_of(string minor, bool isSupported)
    {
        await using var cluster = new ClusterFixture();
        cluster.Script.On(Version, Answers.Version.Replace("\"35\"", $"\"{minor}\"", StringComparison.Ordinal));

        var found = await new ClusterRequirement("k3s", cluster.Get<Preflight>()).FindAsync(default);

        Assert.Equal($"Kubernetes v1.36.0, asked by kubectl 1.{minor}{(isSupported ? "" : ", which it does not support")}", found);
        var warning = $"kubectl 1.{minor} asks Kubernetes 1.36, which supports one minor version";
        Assert.Equal(isSupported, !cluster.Log.Lines.Any(line => line.StartsWith(warning, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_cluster_that_does_not_answer_is_missing()
    {
        await using var cluster = new ClusterFixture();
        cluster.Script.On(Version, error: "The connection to the server 127.0.0.1:6 was refused", exitCode: 1);

        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => new ClusterRequirement("k3s", cluster.Get<Preflight>()).FindAsync(default));

        Assert.StartsWith("start the cluster", failure.Next, StringComparison.Ordinal);
        Assert.Equal("Kubernetes 1.31 or newer, answering", new ClusterRequirement("k3s", cluster.Get<Preflight>()).Needs);
    }
}
