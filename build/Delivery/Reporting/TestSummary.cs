using System.Globalization;
using System.Xml.Linq;

namespace GitOpsDemo.Delivery.Reporting;

/// <summary>How many tests ran, out of the TRX files that the .NET test runner writes.</summary>
/// <param name="Passed">Tests that passed.</param>
/// <param name="Failed">Tests that failed.</param>
/// <param name="Skips">Tests that did not run, each with the reason.</param>
public sealed record TestSummary(int Passed, int Failed, IReadOnlyList<string> Skips)
{
    /// <summary>Sums up every <c>*.trx</c> below a folder.</summary>
    public static TestSummary Read(string folder)
    {
        var results = Directory.EnumerateFiles(folder, "*.trx", SearchOption.AllDirectories)
            .SelectMany(file => XDocument.Load(file).Descendants().Where(element => element.Name.LocalName == "UnitTestResult"))
            .ToLookup(result => result.Attribute("outcome")?.Value);
        var skips = results["NotExecuted"].Select(result => $"{result.Attribute("testName")?.Value}: {result.Value.Trim()}").ToList();
        var passed = results["Passed"].Count();
        return new(passed, results.Sum(outcome => outcome.Count()) - passed - skips.Count, skips);
    }

    /// <summary>The closing line that CI systems look for.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Passed} passed, {Failed} failed, {Skips.Count} skipped");
}
