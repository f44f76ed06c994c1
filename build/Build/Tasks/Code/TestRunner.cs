using System.Collections.Concurrent;
using Cake.Common.IO;
using Cake.Common.Tools.DotNet;
using Cake.Common.Tools.DotNet.VSTest;
using Cake.Core;
using Cake.Core.IO;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Reporting;
using Path = System.IO.Path;

namespace GitOpsDemo.Build.Tasks.Code;

/// <summary>Runs compiled tests and says how many ran.</summary>
internal static class TestRunner
{
    /// <summary>Real programs look upwards from where they run: the folders of tests that start some lie where this checkout is not above them.</summary>
    public static Dictionary<string, string> OutsideOfTheCheckout => new() { [BoundedProcessRunner.TemporaryFolderVariable] = Path.GetTempPath() };

    /// <summary>Runs the fast tests of some assemblies in one go, which is quickest.</summary>
    /// <exception cref="DeliveryException">A test failed.</exception>
    public static TestSummary RunFast(BuildContext context, string name, IReadOnlyList<FilePath> assemblies) => Judge(context, name, results =>
        TryRun(context, assemblies, results, new DotNetVSTestSettings { Parallel = true, TestCaseFilter = "Category!=Integration" }));

    /// <summary>Runs all tests and notes which lines ran: an assembly at a time, because the collector looks at the first one only.</summary>
    /// <param name="context">The context.</param>
    /// <param name="name">Of the folder of results.</param>
    /// <param name="measured">The projects whose tests are watched, which costs a third of their time: no others touch the lines that count.</param>
    /// <exception cref="DeliveryException">A test failed. All assemblies have been run.</exception>
    public static TestSummary RunWithCoverage(BuildContext context, string name, IReadOnlyCollection<string> measured) => Judge(context, name, results =>
        // One after another from the list, so that nothing waits behind the longest run.
        Partitioner.Create(Assemblies(context), EnumerablePartitionerOptions.NoBuffering)
            .AsParallel()
            .WithDegreeOfParallelism(Environment.ProcessorCount)
            .Select(assembly => TryRun(
                context, [assembly], Path.Combine(results, assembly.GetFilenameWithoutExtension().FullPath), measured.Contains(ProjectOf(assembly)) ? WithCoverage(context) : Everything()))
            .ToList()
            .TrueForAll(succeeded => succeeded));

    /// <summary>The assemblies that have tests which start no programs.</summary>
    public static IReadOnlyList<FilePath> AssembliesWithFastTests(BuildContext context) => [.. Assemblies(context).Where(assembly => !IsEndToEnd(assembly))];

    /// <summary>The assembly of each test project, and not its copies in the folders of others. The longest run first: whole Deploys, then the most tests.</summary>
    private static IReadOnlyList<FilePath> Assemblies(BuildContext context) =>
    [
        .. context.GetFiles($"{context.Paths.Tests}/*.Tests/bin/{context.Options.Configuration}/net10.0/*.Tests.dll")
            .Where(file => file.GetFilename().FullPath.EndsWith(file.Segments[^5] + ".dll", StringComparison.Ordinal))
            .OrderByDescending(IsEndToEnd)
            .ThenByDescending(file => new FileInfo(file.FullPath).Length),
    ];

    private static bool IsEndToEnd(FilePath assembly) => assembly.GetFilename().FullPath.Contains("EndToEnd", StringComparison.Ordinal);

    /// <summary>What an assembly tests: <c>Delivery</c> for that of <c>tests/Delivery.Tests</c>.</summary>
    private static string ProjectOf(FilePath assembly) => Path.GetFileNameWithoutExtension(assembly.Segments[^5]);

    private static TestSummary Judge(BuildContext context, string name, Func<string, bool> run)
    {
        var results = Path.Combine(context.Paths.TestResults, name);
        context.CleanDirectory(results);
        var succeeded = run(results);
        var summary = TestSummary.Read(results);
        foreach (var reason in summary.Skips)
        {
            context.DeliveryLog.Information($"skipped: {reason}");
        }

        return succeeded
            ? summary
            : throw new DeliveryException($"{name} failed", summary.WithFailures(), $"the lines above have the runner's last words; all details are in {results}");
    }

    private static bool TryRun(BuildContext context, IEnumerable<FilePath> assemblies, string results, DotNetVSTestSettings settings)
    {
        settings.Logger = "trx";
        settings.ResultsDirectory = results;
        try
        {
            context.DotNetVSTest(assemblies, settings);
            return true;
        }
        catch (CakeException)
        {
            // The runner's own lines have been shown; all assemblies are run before the task fails.
            return false;
        }
    }

    private static DotNetVSTestSettings Everything() => new() { TestCaseFilter = "Category!=Endurance", EnvironmentVariables = OutsideOfTheCheckout };

    private static DotNetVSTestSettings WithCoverage(BuildContext context)
    {
        var settings = Everything();
        settings.Settings = Path.Combine(context.Paths.Root, "tests", "coverage.runsettings");
        settings.ArgumentCustomization = arguments => arguments
            .AppendSwitchQuoted("--Collect", ":", "XPlat Code Coverage")
            .AppendSwitchQuoted("--TestAdapterPath", ":", Collector(context));
        return settings;
    }

    private static string Collector(BuildContext context)
    {
        var packages = context.Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } given
            ? given
            : $"{context.Environment.GetEnvironmentVariable("HOME")}/.nuget/packages";
        return context.GetFiles($"{packages}/coverlet.collector/*/build/net*/coverlet.collector.dll").Last().GetDirectory().FullPath;
    }
}
