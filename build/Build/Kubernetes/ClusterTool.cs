using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Delivery.Kubernetes;

namespace GitOpsDemo.Build.Kubernetes;

/// <summary>Runs a command on a cluster; what a failure of it means is told with it.</summary>
internal static class ClusterTool
{
    public static Task<T> RunAsync<T>(Func<T> run, string context, CancellationToken cancellationToken) => BlockingTool.RunAsync(
        run,
        failure => ClusterFailure.Of(failure.CommandLine, failure.Error.Length > 0 ? failure.Error : failure.Reason, context, failure),
        cancellationToken);
}
