using Cake.Core;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Build.Output;
using GitOpsDemo.Build.Tasks;
using GitOpsDemo.Build.Tasks.Verification;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Build.Hosting;

/// <summary>
/// Runs tasks as Cake does, and says of those that fail what failed, why, and what to do next. Cake's own "The operation was canceled."
/// and "Process returned an error" say none of it.
/// </summary>
internal sealed class TaskFailures(
    DefaultExecutionStrategy inner, Lazy<FailedProof> failedProof, Cancellation cancellation, BuildOptions options) : IExecutionStrategy
{
    private int _ended;

    public async Task ExecuteAsync(CakeTask task, ICakeContext context)
    {
        try
        {
            await inner.ExecuteAsync(task, context);
            _ended++;
        }
        catch (Exception exception) when (cancellation.Token.IsCancellationRequested)
        {
            throw Interrupted(task.Name, exception);
        }
        catch (DeliveryException exception)
        {
            var fitting = new NextStep(options).Of(exception);
            fitting = context is BuildContext build ? await failedProof.Value.KeepAsync(build, task.Name, fitting) : fitting;
            if (ReferenceEquals(fitting, exception))
            {
                throw;
            }

            throw fitting;
        }
        catch (CakeException exception)
        {
            throw new DeliveryException($"{task.Name} failed", exception.Message, "fix what the lines above name", exception);
        }
    }

    public void PerformTaskSetup(Action<ITaskSetupContext> action, ITaskSetupContext taskSetupContext)
    {
        try
        {
            inner.PerformTaskSetup(action, taskSetupContext);
        }
        catch (OperationCanceledException exception) when (cancellation.Token.IsCancellationRequested)
        {
            throw Interrupted(taskSetupContext.Task.Name, exception);
        }
    }

    public void PerformSetup(Action<ISetupContext> action, ISetupContext context) => inner.PerformSetup(action, context);

    public void PerformTeardown(Action<ITeardownContext> action, ITeardownContext teardownContext) =>
        inner.PerformTeardown(action, teardownContext);

    public void PerformTaskTeardown(Action<ITaskTeardownContext> action, ITaskTeardownContext taskTeardownContext) =>
        inner.PerformTaskTeardown(action, taskTeardownContext);

    public void Skip(CakeTask task, CakeTaskCriteria criteria) => inner.Skip(task, criteria);

    public Task ReportErrorsAsync(Func<Exception, Task> action, Exception exception) => inner.ReportErrorsAsync(action, exception);

    public Task HandleErrorsAsync(Func<Exception, ICakeContext, Task> action, Exception exception, ICakeContext context) =>
        inner.HandleErrorsAsync(action, exception, context);

    public Task InvokeFinallyAsync(Func<ICakeContext, Task> action, ICakeContext context) => inner.InvokeFinallyAsync(action, context);

    /// <summary>What a task could not undo it says itself, as a failure of its own.</summary>
    private DeliveryException Interrupted(string task, Exception exception)
    {
        var before = _ended switch
        {
            0 => "nothing was done before it",
            1 => "the task before it is done and stays",
            _ => $"the {_ended} tasks before it are done and stay",
        };
        var left = BuildTasks.Observing.Contains(task)
            ? "it changes nothing"
            : "it left nothing half done that the next run would not finish";
        var own = exception is DeliveryException failure ? $"; {failure.Message}" : "";
        var targets = string.Join(' ', options.Targets.Select(target => $"--target={target}"));
        return new DeliveryException(
            $"{task} was interrupted",
            $"Ctrl-C or SIGTERM asked for it; {before}, and {left}{own}",
            $"run it again, what is done is not done twice: ./build.sh {targets} with the same options",
            exception);
    }
}
