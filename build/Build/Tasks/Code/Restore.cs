using Cake.Common.Tools.DotNet;
using Cake.Frosting;
using GitOpsDemo.Build.Context;

namespace GitOpsDemo.Build.Tasks.Code;

/// <summary>Brings the packages.</summary>
[TaskName(nameof(Restore))]
[TaskDescription("Brings the packages of all projects.")]
public sealed class Restore(Freshness freshness) : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(BuildContext context) =>
        freshness.UnlessFreshAsync(context, nameof(Restore), context.Inputs.Packages, () => context.DotNetRestore(context.Paths.Solution));
}
