using System.Xml.Linq;

namespace GitOpsDemo.Delivery.Reporting;

/// <summary>What tests wrote while they ran, out of the TRX files of the .NET test runner.</summary>
public static class TestOutput
{
    /// <summary>The last line of each test that wrote something.</summary>
    /// <param name="file">The path of the TRX file.</param>
    public static IReadOnlyList<string> LastLines(string file) =>
        [.. XDocument.Load(file).Descendants().Where(element => element.Name.LocalName == "StdOut").Select(said => said.Value.Trim().Split('\n')[^1])];
}
