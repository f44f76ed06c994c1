using System.Globalization;
using System.Xml.Linq;

namespace GitOpsDemo.Delivery.Report;

/// <summary>How many tests ran, out of the TRX files that the .NET test runner writes.</summary>
/// <param name="Passed">Tests that passed.</param>
/// <param name="Failures">Tests that failed, each with its message in one line.</param>
/// <param name="Skips">Tests that did not run, each with the reason.</param>
public sealed record TestSummary(int Passed, IReadOnlyList<string> Failures, IReadOnlyList<string> Skips)
{
    /// <summary>How many failures are named where there is little room.</summary>
    private const int Named = 5;

    /// <summary>Enough for what was expected and what came, in letters.</summary>
    private const int LongestMessage = 240;

    /// <summary>Sums up every <c>*.trx</c> below a folder.</summary>
    public static TestSummary Read(string folder)
    {
        var results = Directory.EnumerateFiles(folder, "*.trx", SearchOption.AllDirectories)
            .SelectMany(file => XDocument.Load(file).Descendants().Where(element => element.Name.LocalName == "UnitTestResult"))
            .ToLookup(result => result.Attribute("outcome")?.Value);
        var skips = results["NotExecuted"].Select(result => $"{NameOf(result)}: {result.Value.Trim()}").ToList();
        var failures = results.Where(
            outcome => outcome.Key is not ("Passed" or "NotExecuted")).SelectMany(outcome => outcome).Select(Failure).ToList();
        return new(results["Passed"].Count(), failures, skips);
    }

    /// <summary>The closing line, and below it the first of the failures.</summary>
    public string WithFailures() => string.Join("\n  ", [
        ToString(),
        .. Failures.Take(Named),
        .. Failures.Count > Named ? [$"and {Failures.Count - Named} more"] : Array.Empty<string>(),
    ]);

    /// <summary>The closing line that CI systems look for.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Passed} passed, {Failures.Count} failed, {Skips.Count} skipped");

    private static string Failure(XElement result)
    {
        var message = result.Descendants().FirstOrDefault(
            element => element.Name.LocalName == "Message")?.Value ?? $"{result.Attribute("outcome")?.Value}";
        var line = string.Join(' ', message.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
        return $"{NameOf(result)}: {Untrusted.Cut(line, LongestMessage)}";
    }

    private static string? NameOf(XElement result) => result.Attribute("testName")?.Value;
}
