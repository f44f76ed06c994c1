using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Delivery.Report;

namespace GitOpsDemo.Build.Tasks.Code;

/// <summary>Everything that can be tested on this computer: the build itself, real programs and whole Deploys too.</summary>
[TaskName(nameof(Test))]
[TaskDescription("Compiles the whole solution and runs all tests: of the build too, with real components and whole Deploys, with coverage.")]
[IsDependentOn(typeof(Compile))]
public sealed class Test(Lazy<Toolbox> toolbox) : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override async Task RunAsync(BuildContext context)
    {
        foreach (var tool in Enum.GetValues<Tool>())
        {
            // The tests look for the real programs in .tools/, and are skipped where they find none.
            await toolbox.Value.FindAsync(tool, context.CancellationToken);
        }

        string[] sources = [Path.Combine(context.Paths.Root, "build", "Delivery"), Path.Combine(context.Paths.Root, "src")];
        var projects = sources.SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories)).Select(Path.GetFileNameWithoutExtension);

        // The tests of Build, too: what Delivery does with a cluster is tested through the tools that Build gives it.
        var summary = TestRunner.RunWithCoverage(context, nameof(Test), context.Compiled, [.. projects.OfType<string>(), nameof(Build)]);
        foreach (var (folder, coverage) in LineCoverage.Read(context.Paths.TestResults, sources))
        {
            context.DeliveryLog.Information($"line coverage of {Path.GetRelativePath(context.Paths.Root, folder)}: {coverage.Percent:0.0} % of {coverage.Total} lines");
        }

        context.DeliveryLog.Information(summary.ToString());
    }
}
