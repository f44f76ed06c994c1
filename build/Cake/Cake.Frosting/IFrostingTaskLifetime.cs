using Cake.Core;

namespace Cake.Frosting;

/// <summary>What happens before and after each task, skipped ones included, but not under <c>--dryrun</c>.</summary>
public interface IFrostingTaskLifetime
{
    /// <summary>Runs before the task.</summary>
    void Setup(ICakeContext context, ITaskSetupContext info);

    /// <summary>Runs after the task, whether it failed or not.</summary>
    void Teardown(ICakeContext context, ITaskTeardownContext info);
}
