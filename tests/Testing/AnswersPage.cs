using System.Text.RegularExpressions;

namespace GitOpsDemo.Testing;

/// <summary>The tables of <c>docs/servers.md</c>: their rows are what the tests run, with the message that is printed.</summary>
public static class AnswersPage
{
    /// <summary>Commits and digests.</summary>
    private static readonly Regex Hexadecimal = new("[0-9a-f]{40,64}");

    private static readonly Lazy<IReadOnlyList<string>> Rows = new(() =>
        [
            .. File.ReadAllLines(Path.Combine(Repository.Root, "docs", "servers.md")).Where(line =>
                line.StartsWith("| ", StringComparison.Ordinal)),
        ]);

    /// <summary>Demands that the page has the row of a case.</summary>
    /// <param name="cells">The cells before the message.</param>
    /// <param name="message">What the build said.</param>
    /// <param name="places">What differs from run to run, and what the page has in its place.</param>
    public static void Has(IReadOnlyList<string> cells, string message, params (string Here, string Page)[] places)
    {
        var shown = places.Aggregate(message, (text, place) => text.Replace(place.Here, place.Page, StringComparison.Ordinal));
        var words = shown.Split((char[])['\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries);
        var printed = Hexadecimal.Replace(string.Join(' ', words), "…")
            .Replace("|", "\\|", StringComparison.Ordinal)
            .Replace("<", "\\<", StringComparison.Ordinal);
        var row = $"| {string.Join(" | ", cells)} | {printed} |";
        Assert.True(Rows.Value.Contains(row), $"docs/servers.md lacks this row, or has another in its place:\n{row}");
    }
}
