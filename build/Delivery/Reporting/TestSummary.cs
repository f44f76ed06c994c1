using System.Globalization;
using System.Xml.Linq;

namespace GitOpsDemo.Delivery.Reporting;

/// <summary>How many tests ran, out of the TRX files that the .NET test runner writes.</summary>
/// <param name="Passed">Tests that passed.</param>
/// <param name="Failed">Tests that failed.</param>
/// <param name="Skipped">Tests that did not run; each says why in the TRX file.</param>
public sealed record TestSummary(int Passed, int Failed, int Skipped)
{
    /// <summary>Sums up every <c>*.trx</c> below a folder.</summary>
    public static TestSummary Read(string folder) => Directory.EnumerateFiles(folder, "*.trx", SearchOption.AllDirectories)
        .SelectMany(file => XDocument.Load(file).Descendants().Where(element => element.Name.LocalName == "UnitTestResult"))
        .Select(result => result.Attribute("outcome")?.Value)
        .Aggregate(new TestSummary(0, 0, 0), (sum, outcome) => outcome switch
        {
            "Passed" => sum with { Passed = sum.Passed + 1 },
            "NotExecuted" => sum with { Skipped = sum.Skipped + 1 },
            _ => sum with { Failed = sum.Failed + 1 },
        });

    /// <summary>The closing line that CI systems look for.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Passed} passed, {Failed} failed, {Skipped} skipped");
}
