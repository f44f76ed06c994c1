using Cake.Frosting;
using GitOpsDemo.Build.Context;

namespace GitOpsDemo.Build.Tasks.Code;

/// <summary>The tests that start no programs.</summary>
[TaskName(nameof(UnitTest))]
[TaskDescription("Runs the fast tests of the service and of the build: a part of every Deploy.")]
[IsDependentOn(typeof(Compile))]
public sealed class UnitTest(Freshness freshness) : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(BuildContext context) =>
        freshness.UnlessFreshAsync(context, nameof(UnitTest), Inputs.Code, () =>
            context.DeliveryLog.Information(TestRunner.Run(context, nameof(UnitTest), "Category!=Integration").ToString()));
}
