using Cake.Common.IO;
using Cake.Common.Tools.DotNet;
using Cake.Common.Tools.DotNet.VSTest;
using Cake.Core;
using Cake.Core.IO;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Reporting;
using Path = System.IO.Path;

namespace GitOpsDemo.Build.Tasks.Code;

/// <summary>Runs compiled tests, all assemblies in one go, and says how many ran.</summary>
internal static class TestRunner
{
    /// <param name="context">The context.</param>
    /// <param name="name">The folder below the test results.</param>
    /// <param name="filter">Which tests, in the language of <c>dotnet test --filter</c>; all when empty.</param>
    /// <param name="coverage">Whether the lines that ran are counted.</param>
    public static TestSummary Run(BuildContext context, string name, string filter, bool coverage)
    {
        var results = Path.Combine(context.Paths.TestResults, name);
        context.CleanDirectory(results);
        var assemblies = context.GetFiles($"{context.Paths.Tests}/*.Tests/bin/{context.Options.Configuration}/net10.0/*.Tests.dll")
            .Where(file => file.Segments[^5] + ".dll" is var project && file.GetFilename().FullPath.EndsWith(project, StringComparison.Ordinal));
        try
        {
            context.DotNetVSTest(assemblies, new DotNetVSTestSettings
            {
                Parallel = true,
                TestCaseFilter = filter,
                Logger = "trx",
                ResultsDirectory = results,
                ArgumentCustomization = arguments => coverage
                    ? arguments.AppendSwitchQuoted("--Collect", ":", "XPlat Code Coverage").AppendSwitchQuoted("--TestAdapterPath", ":", Collector(context))
                    : arguments,
            });
        }
        catch (CakeException exception)
        {
            throw new DeliveryException($"{name} failed", TestSummary.Read(results).ToString(), $"the lines above name the tests; all details are in {results}", exception);
        }

        return TestSummary.Read(results);
    }

    private static string Collector(BuildContext context) => context.GetFiles(
        $"{context.Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? context.Environment.GetEnvironmentVariable("HOME") + "/.nuget/packages"}/coverlet.collector/*/build/net*/coverlet.collector.dll")
        .Last().GetDirectory().FullPath;
}
