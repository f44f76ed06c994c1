using Cake.Core;
using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Hosting.Live;
using GitOpsDemo.Build.Tasks;
using GitOpsDemo.Delivery.Reporting;

namespace GitOpsDemo.Build.Hosting;

/// <summary>
/// Before the first task that changes something, the checkout is taken for this run. (Not in the set-up of the run: a dry run has that
/// too.) Around each task its output is grouped, it is in view, and its time is kept for the report.
/// </summary>
public sealed class BuildTaskLifetime(BuildLock buildLock, IConsole console, LiveView view, TimeProvider time) : FrostingTaskLifetime<BuildContext>
{
    private readonly LogGroups _groups = new(Environment.GetEnvironmentVariable, time);

    /// <inheritdoc/>
    public override void Setup(BuildContext context, ITaskSetupContext info)
    {
        Write(_groups.Begin(info.Task.Name));
        view.Begin(info.Task.Name);
        if (!BuildTasks.Observing.Contains(info.Task.Name))
        {
            buildLock.Enter();
        }
    }

    /// <inheritdoc/>
    public override void Teardown(BuildContext context, ITaskTeardownContext info)
    {
        var outcome = info.Skipped ? TaskOutcome.Skipped : info.ThrownException is null ? TaskOutcome.Succeeded : TaskOutcome.Failed;
        context.Report.Ran(info.Task.Name, info.Duration, outcome);
        view.End(info.Duration, outcome);
        Write(_groups.End(info.Task.Name));
    }

    private void Write(string? line)
    {
        if (line is not null)
        {
            console.WriteLine("{0}", line);
        }
    }
}
