using System.Globalization;
using System.Xml.Linq;

namespace GitOpsDemo.Delivery.Reporting;

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
