using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks.GitOps;

namespace GitOpsDemo.Build.Tasks;

/// <summary>
/// A task that proves something of what runs, and can do so again and again. While the commit of this run waits to be merged it proves
/// nothing: what runs is not what this run has built.
/// </summary>
public abstract class ProofTask : AsyncFrostingTask<BuildContext>, IObservingTask, IFrostingTask
{
    /// <inheritdoc/>
    public string SkippedMessage => WaitForSync.UntilMerged;

    /// <inheritdoc/>
    public override bool ShouldRun(BuildContext context) => !context.Report.AwaitsMerge;
}
