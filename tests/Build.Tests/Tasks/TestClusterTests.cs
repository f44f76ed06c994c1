using Cake.Core.IO;
using GitOpsDemo.Build.Tasks.Cluster;
using GitOpsDemo.Delivery;
using GitOpsDemo.Testing;
using NSubstitute;

namespace GitOpsDemo.Build.Tests.Tasks;

/// <summary>
/// The tests stop an operator and drill alerts: they touch only a cluster that was named for it, and with all that they need.
/// </summary>
public sealed class TestClusterTests : IDisposable
{
    private const string Registry = "--image-registry=localhost:5001";
    private const string Manifests = "--gitops-repository=http://192.168.1.10:3000/team/gitops-demo.git";

    private readonly TemporaryFolder _folder = new();
    private readonly IProcessRunner _runner = Substitute.For<IProcessRunner>();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("none was named", Registry, Manifests)]
    [InlineData("Shop-Prod looks like a cluster that users depend on", "--kube-context=Shop-Prod", Registry, Manifests)]
    [InlineData("no registry was named", "--kube-context=kind-test", Manifests)]
    [InlineData("no repository was named", "--kube-context=kind-test", Registry)]
    public void What_is_missing_is_refused_before_anything_runs(string why, params string[] arguments)
    {
        using var build = Build(arguments);

        var refusal = Assert.Throws<DeliveryException>(() => build.Make<TestCluster>().Run(build.Context));

        Assert.Equal("TestCluster can't run", refusal.What);
        Assert.Contains(why, refusal.Why, StringComparison.Ordinal);
        Assert.NotEmpty(refusal.Next);
        Assert.Empty(_runner.ReceivedCalls());
    }

    [Theory]
    [InlineData("--kube-context=kind-test")]
    [InlineData("--kube-context=shop-prod", "--yes")]
    public void The_tests_get_the_options_of_every_build_that_they_run(params string[] arguments)
    {
        ProcessSettings? settings = null;
        _runner.Start(Arg.Any<FilePath>(), Arg.Do<ProcessSettings>(given => settings = given)).Returns(Substitute.For<IProcess>());
        using var build = Build([.. arguments, Registry, Manifests]);

        build.Make<TestCluster>().Run(build.Context);

        Assert.Equal([.. arguments, Registry, Manifests], settings!.EnvironmentVariables["GITOPSDEMO_CLUSTER"].Split('\n'));
        Assert.Contains(_folder["tests/Cluster.Tests"], settings.Arguments.Render(), StringComparison.Ordinal);
    }

    private BuildFixture Build(params string[] arguments) =>
        BuildFixture.WithCake(_folder.Path, _runner, ["--target=TestCluster", .. arguments]);
}
