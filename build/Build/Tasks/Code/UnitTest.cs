using Cake.Frosting;
using GitOpsDemo.Build.Context;

namespace GitOpsDemo.Build.Tasks.Code;

/// <summary>The tests of the service that start no programs.</summary>
[TaskName(nameof(UnitTest))]
[TaskDescription("Runs the fast tests of the service, a part of every Deploy.")]
[IsDependentOn(typeof(Compile))]
public sealed class UnitTest(Freshness freshness) : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(BuildContext context) => freshness.TestChangedAsync(
        context,
        nameof(UnitTest),
        TestRunner.Assemblies(context, context.Service),
        assemblies => context.DeliveryLog.Information(TestRunner.RunFast(context, nameof(UnitTest), assemblies).ToString()));
}
