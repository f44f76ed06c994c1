using System.Globalization;
using System.Xml.Linq;
using Cake.Common.Tools.DotNet;
using Cake.Common.Tools.DotNet.VSTest;
using Cake.Core.IO;
using Cake.Frosting;
using GitOpsDemo.Build.Context;
using Path = System.IO.Path;

namespace GitOpsDemo.Build.Tasks.Code;

/// <summary>The long run of what Test does a slice of.</summary>
[TaskName(nameof(Endure))]
[TaskDescription("Interrupts Deploys in a clone of its own at random moments, for --duration, and looks at what they leave.")]
[IsDependentOn(typeof(Compile))]
public sealed class Endure : FrostingTask<BuildContext>
{
    private const string Filter = "FullyQualifiedName~Deploys_that_are_interrupted";

    private static readonly TimeSpan DefaultDuration = TimeSpan.FromMinutes(10);

    /// <summary>The first Deploy in the clone brings and compiles everything.</summary>
    private static readonly TimeSpan Preparation = TimeSpan.FromMinutes(20);

    /// <inheritdoc/>
    public override void Run(BuildContext context)
    {
        var duration = context.Options.Endurance ?? DefaultDuration;
        var results = Path.Combine(context.Paths.TestResults, nameof(Endure));
        var assembly = Path.Combine(context.Paths.Tests, "EndToEnd.Tests", "bin", context.Options.Configuration, "net10.0", "GitOpsDemo.EndToEnd.Tests.dll");
        context.DotNetVSTest(
            new FilePath[] { assembly },
            new DotNetVSTestSettings
            {
                TestCaseFilter = Filter,
                Logger = "trx;LogFileName=endure.trx",
                ResultsDirectory = results,
                ToolTimeout = duration + Preparation,
                EnvironmentVariables = new Dictionary<string, string> { ["GITOPSDEMO_ENDURE_SECONDS"] = duration.TotalSeconds.ToString(CultureInfo.InvariantCulture) },
            });
        foreach (var figures in XDocument.Load(Path.Combine(results, "endure.trx")).Descendants().Where(element => element.Name.LocalName == "StdOut"))
        {
            context.DeliveryLog.Information(figures.Value.Trim().Split('\n')[^1]);
        }
    }
}
