using System.Text.Json;
using System.Xml.Linq;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Delivery.Report;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Report;

public sealed class ReportFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static DeliveryReport Report => new()
    {
        Started = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero),
        Seconds = 12.3,
        Targets = ["Deploy"],
        Environment = "dev",
        Platform = "the lab",
        Succeeded = false,
        Failure = "rules/A is not proven",
        Image = new("localhost:5000/gitops-demo:1.0@sha256:ab", "1.0", 2 * 1024 * 1024, [new("base", "sha256:cd", 1024)], 1024),
        Commit = new("/lab/gitops.git", "0123456789abcdef0123456789abcdef01234567", true, ["newTag: 1.0"]),
        Live = new(
            "dev", "gitops-demo-dev", "0123", "image", new("http://localhost:8080/"), [new("pod-1", "image", true, "process 7")], "---"),
        Checks =
        [
            CheckResult.Pass("targets/pool", "the pool exists", "pool | there"),
            CheckResult.Fail("rules/A", "rule A is healthy", "health was err", "a \u0001 broken expression", "look at /rules"),
            new("logs/line", "a line is found", Verdict.Skipped, "no Loki here"),
        ],
        Urls = new Dictionary<string, string> { ["prometheus"] = "http://localhost:9090/" },
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_JSON_names_its_schema_and_every_fact()
    {
        ReportFiles.Write(Report, _folder.Path);

        using var json = JsonDocument.Parse(File.ReadAllText(_folder["report.json"]));
        Assert.Equal(1, json.RootElement.GetProperty("schema").GetInt32());
        Assert.Equal("Fail", json.RootElement.GetProperty("checks")[1].GetProperty("verdict").GetString());
        Assert.Equal("pod-1", json.RootElement.GetProperty("live").GetProperty("replicas")[0].GetProperty("pod").GetString());
    }

    [Fact]
    public void A_Secret_of_the_overlay_is_named_and_its_values_are_left_out()
    {
        const string Manifests = "kind: Deployment\n---\nkind: Secret\nmetadata:\n  name: hello-db\ndata:\n  connection: SG9zdD1kYg==\n";

        ReportFiles.Write(Report with { Live = Report.Live! with { Manifests = Manifests } }, _folder.Path);

        var json = File.ReadAllText(_folder["report.json"]);
        Assert.Contains("hello-db", json, StringComparison.Ordinal);
        Assert.Contains("connection", json, StringComparison.Ordinal);
        Assert.DoesNotContain("SG9zdD1kYg==", json, StringComparison.Ordinal);
    }

    [Fact]
    public void The_JUnit_file_has_a_case_per_check_in_a_suite_per_kind()
    {
        ReportFiles.Write(Report, _folder.Path);

        var suites = XDocument.Load(_folder["junit", "checks.xml"]).Root!.Elements().ToList();
        Assert.Equal(["targets", "rules", "logs"], suites.Select(suite => suite.Attribute("name")!.Value));
        Assert.Contains(
            "broken expression", suites[1].Descendants("failure").Single().Attribute("message")!.Value, StringComparison.Ordinal);
        Assert.Equal("no Loki here", suites[2].Descendants("skipped").Single().Attribute("message")!.Value);
    }

    [Fact]
    public void What_looks_like_a_tag_or_a_column_is_seen_in_Markdown_too()
    {
        ReportFiles.Write(
            Report with
            {
                Hosts = "<address of the ingress controller> grafana.example.com",
                Checks = [CheckResult.Pass("series/a{b=~\"c|d\"}", "x", "y")],
            },
            _folder.Path);

        var text = File.ReadAllText(_folder["report.md"]);
        Assert.Contains("&lt;address of the ingress controller> grafana", text, StringComparison.Ordinal);
        Assert.Contains("| series/a{b=~\"c\\|d\"}<br>x | pass | y |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_check_whose_id_XML_can_not_write_is_in_the_JUnit_file()
    {
        ReportFiles.Write(Report with { Checks = [CheckResult.Pass("panels/a \u0001 title", "x", "y")] }, _folder.Path);

        Assert.Equal(
            "panels/a ? title", XDocument.Load(_folder["junit", "checks.xml"]).Descendants("testcase").Single().Attribute("name")!.Value);
    }

    [Fact]
    public void The_Markdown_has_the_failure_the_facts_and_the_checks()
    {
        ReportFiles.Write(Report, _folder.Path);

        var text = File.ReadAllText(_folder["report.md"]);
        Assert.StartsWith("# Deploy: failed\n", text, StringComparison.Ordinal);
        Assert.Contains("rules/A is not proven", text, StringComparison.Ordinal);
        Assert.Contains("| image | localhost:5000/gitops-demo:1.0@sha256:ab |", text, StringComparison.Ordinal);
        Assert.Contains("| size | 2.0 MiB in 1 layer, 0.0 MiB uploaded |", text, StringComparison.Ordinal);
        Assert.Contains("pool \\| there", text, StringComparison.Ordinal);
        Assert.Contains("<br>Next: look at /rules", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_check_asked_and_found_is_no_Markdown_and_stays_in_its_cell()
    {
        var check = CheckResult.Pass(
            "series/x{phase=~\"Pending|Running\"}", "the series exist", "count(x{namespace=~\"a-.*\", pod=~\".*\"}) < 3");

        ReportFiles.Write(Report with { Checks = [check] }, _folder.Path);

        Assert.Contains(
            """| series/x{phase=~"Pending\|Running"}<br>the series exist | pass | count(x{namespace=~"a-.\*", pod=~".\*"}) &lt; 3 |""",
            File.ReadAllText(_folder["report.md"]),
            StringComparison.Ordinal);
    }
}
