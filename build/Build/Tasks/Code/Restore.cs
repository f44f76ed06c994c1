using Cake.Common.Tools.DotNet;
using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks.Monitoring;

namespace GitOpsDemo.Build.Tasks.Code;

[TaskName(nameof(Restore))]
[TaskDescription("Restores the packages of the service and its tests; with Test, those of all projects.")]
public sealed class Restore(Freshness freshness, MonitoringStart monitoring) : AsyncFrostingTask<BuildContext>
{
    public override Task RunAsync(BuildContext context)
    {
        monitoring.Begin(context);
        var solution = context.Compiled;
        return freshness.UnlessFreshAsync(
            context, nameof(Restore), solution, context.Inputs.PackagesOf(solution), () => context.DotNetRestore(solution.File));
    }
}
