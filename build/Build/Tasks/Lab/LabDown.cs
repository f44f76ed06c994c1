using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks.Code;
using GitOpsDemo.Lab;

namespace GitOpsDemo.Build.Tasks.Lab;

[TaskName(nameof(LabDown))]
[TaskDescription("Ends everything that the lab started and removes .lab/.")]
public sealed class LabDown(LabControl lab, SharedCompiler compiler) : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        context.RequireNoOtherPlace(nameof(LabDown));
        await lab.DownAsync(context.CancellationToken);
        await compiler.EndAsync(context);
    }
}
