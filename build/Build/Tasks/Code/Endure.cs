using System.Globalization;
using Cake.Common.Tools.DotNet;
using Cake.Common.Tools.DotNet.VSTest;
using Cake.Core.IO;
using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery.Reporting;
using Path = System.IO.Path;

namespace GitOpsDemo.Build.Tasks.Code;

/// <summary>The long run of what Test does a slice of.</summary>
[TaskName(nameof(Endure))]
[TaskDescription("Tests with millions of hostile inputs, then with Deploys of a clone that are interrupted at random moments, for --duration in all.")]
[IsDependentOn(typeof(Compile))]
public sealed class Endure(TimeProvider time) : FrostingTask<BuildContext>
{
    /// <summary>Cases are counted, not timed: some minutes on a small computer.</summary>
    private static readonly TimeSpan LongestCases = TimeSpan.FromHours(1);

    /// <summary>However long the cases took, some Deploys are interrupted.</summary>
    private static readonly TimeSpan ShortestInterruptions = TimeSpan.FromMinutes(1);

    /// <summary>The first Deploys in the clone, which bring and compile everything, and the last one.</summary>
    private static readonly TimeSpan Preparation = TimeSpan.FromMinutes(30);

    /// <inheritdoc/>
    public override void Run(BuildContext context)
    {
        var (duration, start) = (context.Options.Endurance, time.GetTimestamp());
        Run(
            context,
            "cases",
            ["Delivery.Tests", "GitOpsDemo.Api.Tests"],
            "FullyQualifiedName~BadInput|FullyQualifiedName~Hostile|FullyQualifiedName~KilledBump",
            LongestCases,
            "GITOPSDEMO_FULL_TESTS",
            "1");

        var left = duration - time.GetElapsedTime(start);
        var interruptions = left > ShortestInterruptions ? left : ShortestInterruptions;
        Run(
            context,
            "interruptions",
            ["EndToEnd.Tests"],
            "Category=Endurance",
            interruptions + Preparation,
            "GITOPSDEMO_ENDURE_SECONDS",
            interruptions.TotalSeconds.ToString(CultureInfo.InvariantCulture));
    }

    private static void Run(BuildContext context, string name, string[] projects, string filter, TimeSpan timeout, string variable, string value)
    {
        var results = Path.Combine(context.Paths.TestResults, nameof(Endure));
        context.DotNetVSTest(
            projects.Select(project => AssemblyOf(context, project)),
            new DotNetVSTestSettings
            {
                TestCaseFilter = filter,
                Logger = $"trx;LogFileName={name}.trx",
                ResultsDirectory = results,

                // The tool timeout of Cake's settings does not come as far as the process runner, whose own bound is shorter.
                SetupProcessSettings = process => process.Timeout = (int)timeout.TotalMilliseconds,
                EnvironmentVariables = new Dictionary<string, string>(TestRunner.OutsideOfTheCheckout) { [variable] = value },
            });

        // Each test says its figures last.
        foreach (var figures in TestOutput.LastLines(Path.Combine(results, name + ".trx")))
        {
            context.DeliveryLog.Information(figures);
        }
    }

    private static FilePath AssemblyOf(BuildContext context, string project)
    {
        var name = project.StartsWith("GitOpsDemo.", StringComparison.Ordinal) ? project : $"GitOpsDemo.{project}";
        return Path.Combine(context.Paths.Tests, project, "bin", context.Options.Configuration, "net10.0", name + ".dll");
    }
}
