using Cake.Core;

namespace Cake.Frosting;

/// <summary>What happens before each task, skipped ones included, but not under <c>--dryrun</c>.</summary>
public interface IFrostingTaskSetup
{
    /// <summary>Runs before the task.</summary>
    void Setup(ICakeContext context, ITaskSetupContext info);
}

/// <summary>What happens after each task, skipped ones included, but not under <c>--dryrun</c>.</summary>
public interface IFrostingTaskTeardown
{
    /// <summary>Runs after the task, whether it failed or not.</summary>
    void Teardown(ICakeContext context, ITaskTeardownContext info);
}

/// <summary>What happens before and after each task.</summary>
public interface IFrostingTaskLifetime : IFrostingTaskSetup, IFrostingTaskTeardown;
