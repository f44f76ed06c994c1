using System.ComponentModel;
using Cake.CommandLine;
using Cake.Core;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Kubernetes;

namespace GitOpsDemo.Build.Kubernetes;

/// <summary>Runs a command of Cake's tools, which block, beside everything else, and turns its failure into one message.</summary>
internal static class ClusterTool
{
    public static Task<T> RunAsync<T>(Func<T> run, string context, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            try
            {
                return run();
            }
            catch (ToolFailedException exception)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw ClusterFailure.Of(exception.CommandLine, exception.Error.Length > 0 ? exception.Error : exception.Reason, context, exception);
            }
            catch (Exception exception) when (exception is CakeException or Win32Exception)
            {
                throw new DeliveryException(
                    "a tool could not be run", exception.Message, "./build.sh --target=Doctor says what this computer lacks", exception);
            }
        },
        cancellationToken);
}
