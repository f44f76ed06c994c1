using Cake.Core;
using Cake.Core.IO;

namespace GitOpsDemo.Build.Kubernetes;

/// <summary>
/// Cake's context for the tools of a cluster. Some go on running beside the build and some print secrets: the build's own runner is made
/// for programs that run to their end, and keeps what they say in <c>artifacts/logs</c>.
/// </summary>
internal sealed class ClusterContext(ICakeContext context, IProcessRunner runner) : CakeContextAdapter(context)
{
    public override IProcessRunner ProcessRunner { get; } = runner;

    /// <summary>With a runner that does neither.</summary>
    public static ClusterContext Of(ICakeContext context) => new(context, new ClusterProcessRunner(context.Environment, context.Log));
}
