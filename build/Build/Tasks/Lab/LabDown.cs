using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Lab;

namespace GitOpsDemo.Build.Tasks.Lab;

/// <summary>Ends the lab.</summary>
[TaskName(nameof(LabDown))]
[TaskDescription("Ends everything that the lab started and removes .lab/.")]
public sealed class LabDown(LabControl lab) : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(BuildContext context)
    {
        context.RequireNoOtherPlace(nameof(LabDown));
        return lab.DownAsync(context.CancellationToken);
    }
}
