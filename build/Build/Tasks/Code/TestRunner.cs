using System.Collections.Concurrent;
using Cake.Common.IO;
using Cake.Common.Tools.DotNet;
using Cake.Common.Tools.DotNet.VSTest;
using Cake.Core;
using Cake.Core.IO;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Report;
using Path = System.IO.Path;

namespace GitOpsDemo.Build.Tasks.Code;

/// <summary>Runs compiled tests and says how many ran.</summary>
internal static class TestRunner
{
    /// <summary>xUnit and NUnit call it a category, MSTest a test category. What has none is fast.</summary>
    private const string Fast = "Category!=Integration&TestCategory!=Integration";

    /// <summary>Of one assembly: whole Deploys take long on a computer that has other work, too.</summary>
    private static readonly TimeSpan LongestRun = TimeSpan.FromHours(1);

    private static readonly EnumerationOptions Adapters = new() { MatchCasing = MatchCasing.CaseInsensitive };

    /// <summary>Runs the fast tests of some assemblies in one go, which is quickest.</summary>
    /// <exception cref="DeliveryException">A test failed.</exception>
    public static TestSummary RunFast(
        BuildContext context, string name, IReadOnlyList<FilePath> assemblies) => Judge(context, name, results =>
        TryRun(
            context,
            [.. assemblies.Select(WithAdapter)],
            results,
            new DotNetVSTestSettings { Parallel = true, TestCaseFilter = Fast, EnvironmentVariables = SharedCompiler.Environment }));

    /// <summary>Runs all tests of a solution, as many assemblies at once as there are processors.</summary>
    /// <exception cref="DeliveryException">A test failed, or left something behind. All assemblies have been run.</exception>
    public static TestSummary RunAll(BuildContext context, string name, Solution solution)
    {
        using var temporary = new TestTemporaryFolder();
        var summary = Judge(context, name, results =>
            // One after another from the list, so that nothing waits behind the longest run.
            Partitioner.Create(LongestFirst(CompiledProject.TestsOf(context, solution)), EnumerablePartitionerOptions.NoBuffering)
                .AsParallel()
                .WithDegreeOfParallelism(Environment.ProcessorCount)
                .Select(assembly => TryRun(
                    context,
                    [assembly],
                    Path.Combine(results, assembly.GetFilenameWithoutExtension().FullPath),
                    new DotNetVSTestSettings
                    {
                        TestCaseFilter = "Category!=Endurance",
                        EnvironmentVariables =
                            new Dictionary<string, string> { [BoundedProcessRunner.TemporaryFolderVariable] = temporary.Path },
                        SetupProcessSettings = process => process.Timeout = (int)LongestRun.TotalMilliseconds,
                    }))
                .ToList()
                .TrueForAll(succeeded => succeeded));
        temporary.RequireEmpty();
        return summary;
    }

    /// <summary>VSTest finds no test without the adapter of its framework beside it, and calls that a success.</summary>
    /// <exception cref="DeliveryException">It has none.</exception>
    private static FilePath WithAdapter(FilePath assembly) =>
        Directory.EnumerateFiles(assembly.GetDirectory().FullPath, "*TestAdapter.dll", Adapters).Any()
            ? assembly
            : throw new DeliveryException(
                $"the tests of {assembly.GetFilename()} can't be run",
                "VSTest finds them by an adapter for their framework, and there is none beside them",
                "add the package xunit.runner.visualstudio, NUnit3TestAdapter or MSTest.TestAdapter to the project");

    /// <summary>Whole Deploys, then the most tests.</summary>
    private static IEnumerable<FilePath> LongestFirst(IReadOnlyList<FilePath> assemblies) => assemblies
        .Select(WithAdapter)
        .OrderByDescending(file => file.GetFilename().FullPath.Contains("EndToEnd", StringComparison.Ordinal))
        .ThenByDescending(file => new FileInfo(file.FullPath).Length);

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
            : throw new DeliveryException(
                $"{name} failed", summary.WithFailures(), $"the lines above have the runner's last words; all details are in {results}");
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
}

/// <summary>
/// The folder for temporary files of one run of all tests, in which nothing may be left. It lies outside of the checkout: real programs
/// look for a repository in the folders above them.
/// </summary>
internal sealed class TestTemporaryFolder : IDisposable
{
    private const int MostNames = 10;

    public string Path { get; } = Directory.CreateTempSubdirectory("gitops-demo-tests-").FullName;

    /// <exception cref="DeliveryException">A test left something in it.</exception>
    public void RequireEmpty()
    {
        var left = Directory.EnumerateFileSystemEntries(Path).Select(System.IO.Path.GetFileName).Order(StringComparer.Ordinal).ToList();
        if (left.Count > 0)
        {
            var more = left.Count > MostNames ? $" and {left.Count - MostNames} more" : "";
            throw new DeliveryException(
                "the tests left files behind",
                $"in the folder for temporary files: {string.Join(", ", left.Take(MostNames))}{more}",
                "let the test that makes them remove them");
        }
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Something still writes into it; the system removes temporary files in time.
        }
    }
}
