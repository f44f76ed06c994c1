using GitOpsDemo.Benchmarks.Peers;

namespace GitOpsDemo.Benchmarks;

/// <summary>The table of README.md, measured again.</summary>
internal static class Table
{
    private static readonly (string Title, string Target, Func<Column, string> Cell)[] Rows =
    [
        ("counter (3 labels) + histogram (2 labels) as the middleware does it, 1 thread", "≤ 60 ns, 0 B", Middleware(threads: 1)),
        ("the same, 2 threads on the same series, per operation", "≤ 60 ns", Middleware(threads: 2)),
        ("the same, found by labels each time, 1 thread", "", column => Cost(column, "by-labels-1")),
        ("children kept", "≤ 25 ns, 0 B", column => Cost(column, "kept")),
        ("requests/s with metrics ÷ without", "≥ 0.98", column => $"{column.Service.Rate:0.00}"),
        ("server CPU per request, with ÷ without", "≤ 1.03", column => $"{column.Service.Cpu:0.00}"),
        ("scrape of 24,000 samples, in process", "≤ 2 ms, 0 B", Scrape),
        ("the same over HTTP, plain / gzip", "≤ 6 / ≤ 15 ms", PageOverHttp),
        ("start to first 200", "", column => $"{column.Service.StartMilliseconds:0} ms"),
        ("the same, later than without metrics", "≤ 5 ms", column => $"{column.Service.StartLaterMilliseconds:+0;-0;0} ms"),
        ("resident memory after load", "≤ 70 MiB", column => $"{column.Service.ResidentMebibytes:0} MiB"),
    ];

    public static async Task<int> PrintAsync(Options options)
    {
        var columns = new List<Column>();
        foreach (var candidate in await Candidates.BuildAsync(options))
        {
            columns.Add(await Column.MeasureAsync(candidate, options));
        }

        Print(["", .. columns.Select(column => column.Candidate.Name), "target"]);
        Print([.. Enumerable.Repeat("---", columns.Count + 2)]);
        foreach (var (title, target, cell) in Rows)
        {
            Print([title, .. columns.Select(cell), target]);
        }

        return 0;
    }

    private static Func<Column, string> Middleware(int threads) => column => Cost(column, $"{column.Candidate.Middleware}-{threads}");

    private static string Scrape(Column column) =>
        $"{column.InProcess["scrape"].Nanoseconds / 1e6:0.0} ms, {column.InProcess["scrape"].Bytes:N0} B";

    private static string PageOverHttp(Column column) => $"{column.Page.Plain:0.0} / {column.Page.Gzip?.ToString("0.0") ?? "–"} ms";

    private static string Cost(Column column, string measurement) =>
        $"{column.InProcess[measurement].Nanoseconds:0} ns, {column.InProcess[measurement].Bytes} B";

    private static void Print(IEnumerable<string> cells) => Console.WriteLine($"| {string.Join(" | ", cells)} |");
}
