using System.Globalization;

namespace GitOpsDemo.Benchmarks.Deploys;

/// <summary>
/// How long this commit's builds take beside those of an earlier one. Both run in turn in each round, in clones of their own and with
/// programs of their own, and the one that begins changes with the round.
/// </summary>
internal sealed class DeployComparison
{
    private const int WarmStarts = 5;

    /// <summary>Rows in the order in which they are measured.</summary>
    private static readonly (string Name, string Target)[] Rows =
    [
        ("fresh clone to --help", "≤ 0.7"),
        ("cold Deploy, downloads in", "≤ 0.55"),
        ("nothing changed", "≤ 1.0"),
        ("one line of the service changed", "≤ 0.5"),
        ("host start (--tree, warm)", "≤ 1.0"),
        ("Test, whole", "≤ 0.75"),
    ];

    private readonly Dictionary<(string Row, string Commit), List<double>> _seconds = [];

    /// <summary>Measures and prints a table of medians and their ratio.</summary>
    /// <param name="before">The earlier commit.</param>
    /// <param name="rounds">How often everything is measured.</param>
    /// <param name="withTest">Whether Test runs too, which takes many minutes.</param>
    public static async Task<int> PrintAsync(string before, int rounds, bool withTest)
    {
        var comparison = new DeployComparison();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var commit in round % 2 == 0 ? (string[])[before, "HEAD"] : ["HEAD", before])
            {
                Console.WriteLine($"round {round + 1} of {rounds}, {commit} …");
                await comparison.RoundAsync(commit, withTest);
            }
        }

        comparison.Print(before);
        return 0;
    }

    private async Task RoundAsync(string commit, bool withTest)
    {
        await using (var fresh = await Copy.MakeAsync(commit, ownTools: true))
        {
            Add("fresh clone to --help", commit, await fresh.BuildAsync("--help"));
        }

        await using var copy = await Copy.MakeAsync(commit, ownTools: true);
        Add("cold Deploy, downloads in", commit, await copy.BuildAsync("--target=Deploy"));
        Add("nothing changed", commit, await copy.BuildAsync("--target=Deploy"));
        await copy.ChangeALineAsync();
        Add("one line of the service changed", commit, await copy.BuildAsync("--target=Deploy"));
        for (var start = 0; start < WarmStarts; start++)
        {
            Add("host start (--tree, warm)", commit, await copy.BuildAsync("--tree"));
        }

        if (withTest)
        {
            Add("Test, whole", commit, await copy.BuildAsync("--target=Test"));
        }
    }

    private void Add(string row, string commit, double seconds)
    {
        if (!_seconds.TryGetValue((row, commit), out var all))
        {
            _seconds.Add((row, commit), all = []);
        }

        all.Add(seconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {row}: {seconds:0.00} s"));
    }

    private void Print(string before)
    {
        Console.WriteLine($"| median | {before} | HEAD | HEAD ÷ {before} | to reach |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        foreach (var (name, target) in Rows.Where(row => _seconds.ContainsKey((row.Name, "HEAD"))))
        {
            var (earlier, now) = (_seconds[(name, before)].Median(), _seconds[(name, "HEAD")].Median());
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {name} | {earlier:0.00} s | {now:0.00} s | {now / earlier:0.00} | {target} |"));
        }
    }
}
