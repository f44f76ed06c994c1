using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Delivery.Report;
using GitOpsDemo.Delivery.Report.Html;

namespace GitOpsDemo.Delivery.Tests.Report.Html;

public sealed class HtmlReportTests
{
    private const string Hostile = "<script>alert('x')</script> & \"quoted\"";

    private static readonly DeliveryReport Plain = new()
    {
        Started = DateTimeOffset.UnixEpoch,
        Seconds = 10,
        Targets = ["Deploy"],
        Environment = "dev",
        Platform = "the lab",
        Succeeded = true,
    };

    [Fact]
    public void The_page_needs_nothing_but_itself_and_runs_nothing()
    {
        var page = HtmlReport.Of(Full());

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<link", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("prefers-color-scheme: dark", page, StringComparison.Ordinal);
        Assert.Contains("name=\"viewport\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_came_from_elsewhere_is_text_wherever_it_stands()
    {
        var body = Body(Full() with
        {
            Environment = Hostile,
            Failure = Hostile,
            Checks = [CheckResult.Fail("rules/A", Hostile, Hostile, Hostile, Hostile)],
            Panels = [new(Hostile, "timeseries", "s", [new(Hostile, [new(1, 1)])])],
            Tasks = [new(Hostile, 0, 1, TaskOutcome.Failed)],
            Urls = new Dictionary<string, string> { ["javascript"] = "javascript:alert(1)", ["prometheus"] = "http://localhost:9090/" },
        });

        Assert.Empty(body.Descendants("script"));
        Assert.Equal(["http://localhost:9090/"], body.Descendants("a").Select(link => link.Attribute("href")!.Value));
        Assert.Contains(body.Descendants("pre"), pre => pre.Value == Hostile);
    }

    [Fact]
    public void A_failure_stands_open_with_its_cause_and_what_to_do_next()
    {
        var body = Body(Plain with
        {
            Succeeded = false,
            Failure = "rules/B is not proven",
            Checks =
            [
                CheckResult.Pass("targets/a", "a is up", "up"),
                CheckResult.Fail("rules/B", "B is healthy", "err", "the cause", "the command"),
            ],
        });

        var open = Assert.Single(body.Descendants("details"), kind => kind.Attribute("open") is not null);
        Assert.Equal("rules 1 of 1 failed", open.Element("summary")!.Value);
        Assert.Contains("the cause", open.Value, StringComparison.Ordinal);
        Assert.Contains("Next: the command", open.Value, StringComparison.Ordinal);
        Assert.Equal("fail", body.Element("header")!.Attribute("class")!.Value);
    }

    [Fact]
    public void What_was_pushed_is_not_said_to_run_when_nobody_saw_it_run() =>
        Assert.Equal(
            "What was pushed",
            Body(Plain with { Commit = new("gitops.git", new string('a', 40), true, ["dev: 1 → 2"]) }).Descendants("h2").First().Value);

    [Fact]
    public void What_did_not_happen_has_no_heading() =>
        Assert.Empty(Body(Plain).Descendants("h2"));

    [Fact]
    public void A_line_is_drawn_in_pieces_where_samples_are_missing_and_a_single_sample_can_be_seen()
    {
        var lines = Figure(
            "timeseries", new ReportedLine("a", [new(0, 1), new(10, 2), new(20, double.NaN), new(30, 3)])).Descendants("polyline").ToList();

        Assert.Equal([2, 2], lines.Select(line => line.Attribute("points")!.Value.Split(' ').Length));
    }

    [Fact]
    public void A_single_sample_is_a_dot_within_the_drawing_also_where_it_is_the_last()
    {
        var figure = Figure(
            "timeseries", new ReportedLine("a", [new(0, 1), new(10, 2)]), new ReportedLine("b", [new(0, double.NaN), new(10, 2)]));

        var dot = Assert.Single(figure.Descendants("polyline"), line => line.Attribute("class")!.Value == "line sample c1");
        var points = dot.Attribute("points")!.Value.Split(' ');
        Assert.Equal(points[0], points[1]);
        Assert.StartsWith(
            figure.Descendants("line").Max(line => (double)line.Attribute("x2")!).ToString(CultureInfo.InvariantCulture),
            points[0],
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9.876, "9.88 s")]
    [InlineData(12.44, "12.4 s")]
    [InlineData(547.8, "9 min 07 s")]
    public void A_time_is_written_as_a_person_says_it(double seconds, string written) =>
        Assert.EndsWith(
            $", {written}", Body(Plain with { Seconds = seconds }).Element("header")!.Element("p")!.Value, StringComparison.Ordinal);

    /// <summary>WCAG 2.2, success criterion 1.4.3: text of normal size needs a contrast of 4.5 to 1.</summary>
    [Fact]
    public void Every_colour_of_text_can_be_read_on_both_grounds_in_light_and_in_dark()
    {
        foreach (Match theme in Regex.Matches(HtmlReport.Of(Plain), @":root \{(?<colours>.*?)\}", RegexOptions.Singleline))
        {
            var colours = Regex.Matches(theme.Groups["colours"].Value, "--(?<name>[a-z0-9]+): #(?<value>[0-9a-f]{6})")
                .ToDictionary(
                    colour => colour.Groups["name"].Value, colour => Luminance(Convert.ToInt32(colour.Groups["value"].Value, 16)));
            foreach (var (name, luminance) in colours.Where(colour => colour.Key is not ("back" or "raised" or "rule")))
            {
                Assert.All([colours["back"], colours["raised"]], ground =>
                    Assert.True((Math.Max(ground, luminance) + 0.05) / (Math.Min(ground, luminance) + 0.05) >= 4.5, $"--{name}"));
            }
        }
    }

    [Fact]
    public void A_number_is_the_last_one_with_its_unit() =>
        Assert.Equal(
            "128 MiB app",
            Figure("stat", new ReportedLine("app", [new(0, 1), new(10, 134_217_728), new(20, double.NaN)])).Element("p")!.Value);

    [Fact]
    public void A_number_that_has_ended_is_not_one_of_now() => Assert.Equal(
        ["2 B new"],
        Figure(
            "stat",
            new ReportedLine("old", [new(0, 2), new(10, double.NaN)]),
            new ReportedLine("new", [new(0, 1), new(10, 2)])).Elements("p").Select(number => number.Value));

    [Fact]
    public void A_heatmap_has_a_cell_where_a_bucket_has_more_than_the_one_below()
    {
        var figure = Figure(
            "heatmap",
            new ReportedLine("0.1", [new(0, 4), new(10, 0)]),
            new ReportedLine("+Inf", [new(0, 4), new(10, 2)]),
            new ReportedLine("0.05", [new(0, 1), new(10, 0)]));

        Assert.Equal(3, figure.Descendants("rect").Count());
    }

    [Theory]
    [InlineData("timeseries")]
    [InlineData("stat")]
    [InlineData("heatmap")]
    public void Where_nothing_was_measured_the_panel_says_so(string type) =>
        Assert.Equal("no data", Figure(type, new ReportedLine("a", [new(0, double.NaN)])).Element("p")!.Value);

    [Fact]
    public void A_line_without_a_number_is_not_said_to_be_nought() => Assert.Equal(
        ["a 1 B", "b no data"],
        Figure(
            "timeseries",
            new ReportedLine("a", [new(0, 1)]),
            new ReportedLine("b", [new(0, double.NaN)])).Descendants("li").Select(item => item.Value));

    [Fact]
    public void The_timeline_has_a_bar_for_each_task_that_ran()
    {
        var rows = Body(Full()).Descendants("ol").Single().Elements("li").ToList();

        Assert.Equal(["Compile", "Verify"], rows.Select(row => row.Element("span")!.Value));
        Assert.Equal("left:20%;width:50%", rows[1].Descendants("i").Single().Attribute("style")!.Value);
    }

    private static double Luminance(int colour)
    {
        return (0.2126 * Linear(colour >> 16)) + (0.7152 * Linear(colour >> 8)) + (0.0722 * Linear(colour));

        static double Linear(int channel) =>
            (channel & 0xff) / 255.0 is var share && share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
    }

    private static DeliveryReport Full() => Plain with
    {
        Tasks =
        [
            new("Compile", 0, 2, TaskOutcome.Succeeded),
            new("WaitForSync", 2, 0, TaskOutcome.Skipped),
            new("Verify", 2, 5, TaskOutcome.Succeeded),
        ],
        Checks = [CheckResult.Pass("rules/A", "A is healthy", "health ok")],
        Panels = [new("Rate", "timeseries", "reqps", [new("GET /", [new(0, 1), new(60, 2)])])],
        Urls = new Dictionary<string, string> { ["prometheus"] = "http://localhost:9090/" },
    };

    private static XElement Figure(string type, params ReportedLine[] lines) =>
        Body(Plain with { Panels = [new("Memory", type, "bytes", lines)] }).Descendants("figure").Single();

    /// <summary>The body is well-formed XML: every element is closed, every text escaped.</summary>
    private static XElement Body(DeliveryReport report)
    {
        var page = HtmlReport.Of(report);
        return XElement.Parse(
            page[page.IndexOf("<body>", StringComparison.Ordinal)..page.IndexOf("</html>", StringComparison.Ordinal)],
            LoadOptions.PreserveWhitespace);
    }
}
