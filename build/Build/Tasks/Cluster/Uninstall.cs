using Cake.Frosting;
using GitOpsDemo.Build.Output;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Kubernetes;

namespace GitOpsDemo.Build.Tasks.Cluster;

[TaskName(nameof(Uninstall))]
[TaskDescription("Removes the charts from the cluster, once the name of its context has been typed or --yes was given.")]
public sealed class Uninstall(ClusterReleases releases, TerminalView view) : AsyncFrostingTask<BuildContext>
{
    public override Task RunAsync(BuildContext context)
    {
        context.RequireCluster(nameof(Uninstall));
        return releases.RemoveAsync(
            async question => context.Options.Cluster.IsConfirmed || await AgreesAsync(context, question), context.CancellationToken);
    }

    /// <summary>A console's reader can't be cancelled: Ctrl-C leaves it alone with its line.</summary>
    private async Task<bool> AgreesAsync(BuildContext context, string question)
    {
        view.WriteAlone(question);
        var answer = await Task.Run(Console.ReadLine).WaitAsync(context.CancellationToken);
        return answer?.Trim() == context.Options.Cluster.KubeContext;
    }
}
