namespace GitOpsDemo.Cluster.Tests;

/// <summary>A test on a cluster that somebody has named; it is skipped, with the reason, where nobody has.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClusterFactAttribute : SkippableFactAttribute
{
    public ClusterFactAttribute() => Skip = GivenCluster.Given.Count > 0
        ? null
        : "no cluster was named: ./build.sh --target=TestCluster --kube-context=… --image-registry=… --gitops-repository=…";
}
