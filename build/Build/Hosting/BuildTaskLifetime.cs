using Cake.Core;
using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks;

namespace GitOpsDemo.Build.Hosting;

/// <summary>Before the first task that changes something, the checkout is taken for this run. (Not in the set-up of the run: a dry run has that too.)</summary>
public sealed class BuildTaskLifetime(BuildLock buildLock) : FrostingTaskLifetime<BuildContext>
{
    /// <inheritdoc/>
    public override void Setup(BuildContext context, ITaskSetupContext info)
    {
        if (!BuildTasks.Observing.Contains(info.Task.Name))
        {
            buildLock.Enter();
        }
    }

    /// <inheritdoc/>
    public override void Teardown(BuildContext context, ITaskTeardownContext info)
    {
    }
}
