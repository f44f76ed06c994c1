using Cake.Core;

namespace Cake.Frosting;

/// <summary>A lifetime that needs nothing but Cake's own context.</summary>
public abstract class FrostingLifetime : FrostingLifetime<ICakeContext>;

/// <summary>The base of a build's lifetime.</summary>
/// <typeparam name="TContext">The build's context.</typeparam>
public abstract class FrostingLifetime<TContext> : IFrostingLifetime
    where TContext : ICakeContext
{
    /// <inheritdoc cref="IFrostingSetup.Setup"/>
    public abstract void Setup(TContext context, ISetupContext info);

    /// <inheritdoc cref="IFrostingTeardown.Teardown"/>
    public abstract void Teardown(TContext context, ITeardownContext info);

    void IFrostingSetup.Setup(ICakeContext context, ISetupContext info) => Setup((TContext)context, info);

    void IFrostingTeardown.Teardown(ICakeContext context, ITeardownContext info) => Teardown((TContext)context, info);
}

/// <summary>What happens once before all tasks of a run, under <c>--dryrun</c> too.</summary>
public interface IFrostingSetup
{
    /// <summary>Runs before the first task. When it throws no task runs, but the teardown does.</summary>
    void Setup(ICakeContext context, ISetupContext info);
}

/// <summary>What happens once after all tasks of a run, under <c>--dryrun</c> too.</summary>
public interface IFrostingTeardown
{
    /// <summary>Runs after the last task, whether all went well or not.</summary>
    void Teardown(ICakeContext context, ITeardownContext info);
}

/// <summary>What happens once before and once after all tasks of a run.</summary>
public interface IFrostingLifetime : IFrostingSetup, IFrostingTeardown;

/// <summary>A task lifetime that needs nothing but Cake's own context.</summary>
public abstract class FrostingTaskLifetime : FrostingTaskLifetime<ICakeContext>;

/// <summary>The base of a build's task lifetime.</summary>
/// <typeparam name="TContext">The build's context.</typeparam>
public abstract class FrostingTaskLifetime<TContext> : IFrostingTaskLifetime
    where TContext : ICakeContext
{
    /// <inheritdoc cref="IFrostingTaskSetup.Setup"/>
    public abstract void Setup(TContext context, ITaskSetupContext info);

    /// <inheritdoc cref="IFrostingTaskTeardown.Teardown"/>
    public abstract void Teardown(TContext context, ITaskTeardownContext info);

    void IFrostingTaskSetup.Setup(ICakeContext context, ITaskSetupContext info) => Setup((TContext)context, info);

    void IFrostingTaskTeardown.Teardown(ICakeContext context, ITaskTeardownContext info) => Teardown((TContext)context, info);
}

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
