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
        var failures = results.Where(outcome => outcome.Key is not ("Passed" or "NotExecuted")).SelectMany(outcome => outcome).Select(Failure).ToList();
        return new(results["Passed"].Count(), failures, skips);
    }

    /// <summary>The closing line, and below it the first of the failures.</summary>
    public string WithFailures() => string.Join("\n  ", [
        ToString(),
        .. Failures.Take(Named),
        .. Failures.Count > Named ? [$"and {Failures.Count - Named} more"] : Array.Empty<string>(),
    ]);

    /// <summary>The closing line that CI systems look for.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Passed} passed, {Failures.Count} failed, {Skips.Count} skipped");

    private static string Failure(XElement result)
    {
        var message = result.Descendants().FirstOrDefault(element => element.Name.LocalName == "Message")?.Value ?? $"{result.Attribute("outcome")?.Value}";
        var line = string.Join(' ', message.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
        return $"{NameOf(result)}: {(line.Length > LongestMessage ? $"{line[..LongestMessage]}…" : line)}";
    }

    private static string? NameOf(XElement result) => result.Attribute("testName")?.Value;
}

/// <summary>Which lines the tests ran, out of the Cobertura files of all test projects together: a line counts once, however many projects load it.</summary>
/// <param name="Covered">Lines that ran.</param>
/// <param name="Total">Lines that could.</param>
public sealed record LineCoverage(int Covered, int Total)
{
    /// <summary>From 0 to 100.</summary>
    public double Percent => Total == 0 ? 0 : 100.0 * Covered / Total;

    /// <summary>Sums up the source files of every <c>coverage.cobertura.xml</c> below a folder, by the folder that they lie in.</summary>
    /// <param name="results">The folder of the test results.</param>
    /// <param name="sources">Absolute folders of sources.</param>
    public static IReadOnlyDictionary<string, LineCoverage> Read(string results, IReadOnlyList<string> sources)
    {
        var lines = new Dictionary<(string File, int Line), bool>();
        foreach (var report in Directory.EnumerateFiles(results, "coverage.cobertura.xml", SearchOption.AllDirectories).Select(file => XDocument.Load(file)))
        {
            var roots = report.Descendants("source").Select(source => source.Value).ToList();
            foreach (var type in report.Descendants("class"))
            {
                var file = Absolute(roots, type.Attribute("filename")!.Value);
                foreach (var line in type.Descendants("line"))
                {
                    var key = (file, Number(line, "number"));
                    lines[key] = lines.GetValueOrDefault(key) || Number(line, "hits") > 0;
                }
            }
        }

        return sources.ToDictionary(folder => folder, folder =>
        {
            var own = lines.Where(line => line.Key.File.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) && !IsGenerated(line.Key.File)).ToList();
            return new LineCoverage(own.Count(line => line.Value), own.Count);
        });
    }

    private static bool IsGenerated(string file) => file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    private static string Absolute(List<string> roots, string file) =>
        roots.Select(root => Path.GetFullPath(Path.Combine(root, file))).FirstOrDefault(File.Exists) ?? file;

    private static int Number(XElement line, string attribute) => int.Parse(line.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
