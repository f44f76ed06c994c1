using Cake.Core;
using Cake.Core.IO;

namespace GitOpsDemo.Build.Kubernetes;

/// <summary>
/// Cake's context for the tools of a cluster. They take secrets on standard input and some go on running beside the build, which the
/// build's own runner, made for programs that run to their end, does not do: Cake's own does.
/// </summary>
internal sealed class ClusterContext(ICakeContext context, IProcessRunner runner) : CakeContextAdapter(context)
{
    public override IProcessRunner ProcessRunner { get; } = runner;

    /// <summary>With Cake's own process runner.</summary>
    public static ClusterContext Of(ICakeContext context) =>
        new(context, new ProcessRunner(context.FileSystem, context.Environment, context.Log, context.Tools, context.Configuration));
}
