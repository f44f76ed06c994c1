using Cake.Frosting;
using GitOpsDemo.Build.Context;

namespace GitOpsDemo.Build.Tasks.Code;

/// <summary>The tests that start no programs.</summary>
[TaskName(nameof(UnitTest))]
[TaskDescription("Runs the fast tests of the service and of the build, a part of every Deploy.")]
[IsDependentOn(typeof(Compile))]
public sealed class UnitTest(Freshness freshness) : AsyncFrostingTask<BuildContext>, IFrostingTask
{
    /// <inheritdoc/>
    public string SkippedMessage => "Test runs all tests, these too";

    /// <inheritdoc/>
    public override bool ShouldRun(BuildContext context) => !context.Options.TestsAlone;

    /// <inheritdoc/>
    public override Task RunAsync(BuildContext context) => freshness.TestChangedAsync(
        context,
        nameof(UnitTest),
        TestRunner.AssembliesWithFastTests(context),
        assemblies => context.DeliveryLog.Information(TestRunner.RunFast(context, nameof(UnitTest), assemblies).ToString()));
}
