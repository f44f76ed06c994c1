using Cake.Core;

namespace Cake.Frosting;

/// <summary>A step of the build. Tasks derive from <see cref="FrostingTask{T}"/> or <see cref="AsyncFrostingTask{T}"/>.</summary>
public interface IFrostingTask
{
    /// <summary>
    /// Why the task was skipped, read once, before any task runs. To set it, a task names the interface again:
    /// <c>class Push : FrostingTask&lt;T&gt;, IFrostingTask { public string SkippedMessage =&gt; "…"; }</c>.
    /// </summary>
    string SkippedMessage => "";

    /// <summary>Does the work.</summary>
    Task RunAsync(ICakeContext context);

    /// <summary>Whether the task has anything to do. A skipped dependency is no failure, a skipped target is one.</summary>
    bool ShouldRun(ICakeContext context);

    /// <summary>Handles what <see cref="RunAsync"/> threw; the run goes on unless this throws too.</summary>
    void OnError(Exception exception, ICakeContext context);

    /// <summary>Runs after the task, whether it failed or not.</summary>
    void Finally(ICakeContext context);
}
