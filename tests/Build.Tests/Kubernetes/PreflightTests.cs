using GitOpsDemo.Build.Tests.Kubernetes.Fixtures;
using GitOpsDemo.Delivery;
using GitOpsDemo.Kubernetes;

namespace GitOpsDemo.Build.Tests.Kubernetes;

public sealed class PreflightTests
{
    private const string Version = "kubectl --context k3s version --output json";
    private const string MayAll = "kubectl --context k3s auth can-i * * --all-namespaces";
    private const string MayGet = "kubectl --context k3s --namespace argocd auth can-i get applications.argoproj.io";
    private const string MayPatch = "kubectl --context k3s --namespace argocd auth can-i patch applications.argoproj.io";

    [Fact]
    public async Task An_administrator_is_asked_one_question_once()
    {
        await using var cluster = new ClusterFixture();
        cluster.Script.On(Version, Answers.Version).On(MayAll, "yes");

        await cluster.Platform.PrepareAsync(default);
        var defaults = await cluster.Platform.PrepareAsync(default);

        Assert.Equal(new PlatformDefaults(null, null), defaults);
        Assert.Equal([Version, MayAll], cluster.Script.Lines);
        Assert.Contains("the cluster answers: Kubernetes v1.36.0", cluster.Log.Lines);
    }

    [Fact]
    public async Task Whoever_may_not_all_is_asked_for_what_will_be_done_and_every_refusal_is_named()
    {
        await using var cluster = new ClusterFixture();
        cluster.Script.On(Version, Answers.Version).On(MayAll, "no", exitCode: 1).On(MayGet, "yes").On(MayPatch, "no", exitCode: 1);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => cluster.Platform.PrepareAsync(default));

        Assert.Equal(
            "the cluster can't be delivered to: the user of this context may not patch applications.argoproj.io in namespace argocd; "
                + "nothing has been changed. "
            + "Next: let an administrator grant that, or name another context with --kube-context",
            failure.Message);
    }

    [Fact]
    public async Task A_part_of_an_object_is_asked_for_by_its_own_name()
    {
        await using var cluster = new ClusterFixture();
        const string mayForward = "kubectl --context k3s --namespace monitoring auth can-i create pods --subresource portforward";
        cluster.Script.On(Version, Answers.Version).On(MayAll, "no", exitCode: 1).On(mayForward, "no", exitCode: 1);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => cluster.Get<Preflight>().EnsureAsync(
            [new("create", "pods", "monitoring") { Subresource = "portforward" }], default));

        Assert.Contains("may not create pods/portforward in namespace monitoring", failure.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_may_what_will_be_done_needs_to_be_no_administrator()
    {
        await using var cluster = new ClusterFixture();
        cluster.Script.On(Version, Answers.Version).On(MayAll, "no", exitCode: 1).On(MayGet, "yes").On(MayPatch, "yes");

        await cluster.Platform.PrepareAsync(default);
    }

    [Theory]
    [InlineData(
        "Error in configuration: context was not found for specified context: k3s", "kubectl config get-contexts lists the contexts")]
    [InlineData(
        "The connection to the server 127.0.0.1:6 was refused - did you specify the right host or port?",
        "start the cluster or the way to it")]
    [InlineData("error: You must be logged in to the server (Unauthorized)", "log in to the cluster again")]
    [InlineData(
        "Error from server (Forbidden): secrets is forbidden: User \"limited\" cannot list resource \"secrets\"",
        "let an administrator grant that")]
    public async Task A_cluster_that_does_not_answer_is_one_line_with_the_reason_and_what_mends_it(string said, string next)
    {
        await using var cluster = new ClusterFixture();
        cluster.Script.On(Version, "{}", said, exitCode: 1);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => cluster.Platform.PrepareAsync(default));

        Assert.Equal(("`kubectl --context k3s version --output json` failed", said), (failure.What, failure.Why));
        Assert.StartsWith(next, failure.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_noise_of_the_client_is_no_reason()
    {
        await using var cluster = new ClusterFixture();
        const string noise =
            "E1122 10:49:11.517353   11812 memcache.go:265] \"Unhandled Error\" err=\"couldn't get current server API group list\"";
        cluster.Script.On(Version, "", $"{noise}\n{noise}\nThe connection to the server 127.0.0.1:6 was refused", exitCode: 1);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => cluster.Platform.PrepareAsync(default));

        Assert.Equal("The connection to the server 127.0.0.1:6 was refused", failure.Why);
    }

    [Fact]
    public async Task A_cluster_that_is_too_old_is_refused()
    {
        await using var cluster = new ClusterFixture();
        cluster.Script.On(Version, """{"serverVersion":{"major":"1","minor":"30+","gitVersion":"v1.30.4-eks"}}""");

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => cluster.Platform.PrepareAsync(default));

        Assert.Equal("it is Kubernetes v1.30.4-eks; nothing has been changed", failure.Why);
    }

    [Fact]
    public async Task A_cluster_newer_than_was_tried_is_worth_a_warning()
    {
        await using var cluster = new ClusterFixture();
        cluster.Script.On(Version, """{"serverVersion":{"major":"1","minor":"37","gitVersion":"v1.37.0"}}""").On(MayAll, "yes");

        await cluster.Platform.PrepareAsync(default);

        Assert.Contains("Kubernetes 1.37 is newer than 1.36, the newest that this build was tried with", cluster.Log.Lines);
    }

    [Fact]
    public async Task A_server_that_tells_no_version_is_refused()
    {
        await using var cluster = new ClusterFixture();
        cluster.Script.On(Version, "{}");

        await Assert.ThrowsAsync<DeliveryException>(() => cluster.Platform.PrepareAsync(default));
    }
}
