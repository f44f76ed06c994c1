using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Kubernetes;

namespace GitOpsDemo.Build.Kubernetes;

/// <summary>Runs a command on a cluster; what a failure of it means is told with it.</summary>
internal static class ClusterTool
{
    /// <summary>The context of the kubeconfig that every command has to name.</summary>
    /// <exception cref="DeliveryException">None was given.</exception>
    public static string Required(string? context) => context ?? throw new DeliveryException(
        "no cluster can be asked", "only addresses of servers were given", "name a context of the kubeconfig with --kube-context");

    public static Task<T> RunAsync<T>(Func<T> run, string context, CancellationToken cancellationToken) => BlockingTool.RunAsync(
        run,
        failure => ClusterFailure.Of(failure.CommandLine, failure.Error.Length > 0 ? failure.Error : failure.Reason, context, failure),
        cancellationToken);
}
