using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery.Reporting;

namespace GitOpsDemo.Build.Tasks.Code;

/// <summary>Everything that can be tested on this computer: real programs and whole Deploys too.</summary>
[TaskName(nameof(Test))]
[TaskDescription("Runs all tests: real components, whole Deploys in folders of their own, with coverage.")]
[IsDependentOn(typeof(UnitTest))]
public sealed class Test : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context)
    {
        var summary = TestRunner.Run(context, nameof(Test), filter: "", coverage: true);
        string[] sources = [Path.Combine(context.Paths.Root, "build", "Delivery"), Path.Combine(context.Paths.Root, "src")];
        foreach (var (folder, coverage) in LineCoverage.Read(context.Paths.TestResults, sources))
        {
            context.DeliveryLog.Information($"line coverage of {Path.GetRelativePath(context.Paths.Root, folder)}: {coverage.Percent:0.0} % of {coverage.Total} lines");
        }

        context.DeliveryLog.Information(summary.ToString());
    }
}
