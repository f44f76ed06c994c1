using Cake.Core;

namespace Cake.Frosting;

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
