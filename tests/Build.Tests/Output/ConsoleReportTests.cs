using GitOpsDemo.Build.Output;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Delivery.Report;

namespace GitOpsDemo.Build.Tests.Output;

public sealed class ConsoleReportTests
{
    private static readonly string Digest = $"sha256:{new string('a', 64)}";

    private static readonly DeliveryReport Report = new()
    {
        Started = DateTimeOffset.UnixEpoch,
        Seconds = 1,
        Targets = ["Deploy"],
        Environment = "dev",
        Platform = "the lab",
        Succeeded = false,
        Image = new ReportedImage($"localhost:5000/gitops-demo:0.0.0-187-g5c1b45c@{Digest}", "0.0.0-187-g5c1b45c", 1048576, [], 0),
        Commit = new ReportedCommit(
            "/home/you/gitops-demo/.lab/gitops.git",
            "fe1d4f7265b1aaaa",
            true,
            [$"dev: registry.invalid/gitops-demo:0.0.0 → localhost:5000/gitops-demo@{Digest}"]),
        Checks =
        [
            CheckResult.Pass("rules/A", "it holds", "evaluated a second ago"),
            CheckResult.Pass("rules/B", "it holds", "evaluated a second ago"),
            CheckResult.Pass("panels/C", "it holds", "1 series"),
            CheckResult.Skip("dashboards/D", "it is shown", "the lab has no Grafana"),
            CheckResult.Fail("targets/E", "it is up", "connection refused", "it ended", "deploy again"),
        ],
        Tasks = [],
        Urls = new Dictionary<string, string> { ["service"] = "http://localhost:8080/" },
    };

    [Fact]
    public void On_a_terminal_lines_fit_digests_are_short_and_only_what_needs_a_look_is_told_in_full()
    {
        var screen = new TestTerminal();

        Write(screen.AsTerminal());

        Assert.Equal(
            """
            version       0.0.0-187-g5c1b45c
            image         localhost:5000/gitops-demo:0.0.0-187-g5c1b45c@sha256:aaaaaaaaaaaa…
            size          1.0 MiB in 0 layers, all of it there already
            commit        fe1d4f7265b1 in /home/you/gitops-demo/.lab/gitops.git, dev:
                            registry.invalid/gitops-demo:0.0.0 →
                            localhost:5000/gitops-demo@sha256:aaaaaaaaaaaa…
            service       http://localhost:8080/
            pass          3 checks: rules 2, panels 1
            FAIL          1 check: targets 1
            skip          1 check: dashboards 1
            FAIL  targets/E: connection refused
            report        /artifacts/report.html
            """,
            screen.Text,
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Where_it_is_kept_it_has_all_of_it()
    {
        var written = new List<string>();

        Write(new Terminal { Write = written.Add });

        var text = string.Concat(written);
        Assert.Contains($"image         localhost:5000/gitops-demo:0.0.0-187-g5c1b45c@{Digest}\n", text, StringComparison.Ordinal);
        Assert.Contains("pass  rules/B: evaluated a second ago\n", text, StringComparison.Ordinal);
        Assert.EndsWith("report        /artifacts/report.html\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Where_no_report_is_kept_no_page_is_named(bool isTerminal)
    {
        var written = new List<string>();

        Write(new Terminal { IsTerminal = isTerminal, Write = written.Add }, page: null);

        Assert.Contains("http://localhost:8080/", string.Concat(written), StringComparison.Ordinal);
        Assert.DoesNotContain("report.html", string.Concat(written), StringComparison.Ordinal);
    }

    private static void Write(Terminal terminal, string? page = "/artifacts/report.html")
    {
        using var view = new TerminalView(terminal, TimeProvider.System);
        var console = new BuildConsole(terminal, view);
        using var writer = new ViewWriter(view);
        new ConsoleReport(terminal, console, terminal.Ansi(writer)).Write(Report, page);
    }
}
