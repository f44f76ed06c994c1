using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Delivery.Report.Html;

namespace GitOpsDemo.Delivery.Report;

/// <summary>
/// Writes a report as <c>report.json</c> for programs, <c>report.md</c> for CI summaries, <c>report.html</c> for people, and
/// <c>junit/checks.xml</c> for CI.
/// </summary>
public static class ReportFiles
{
    /// <summary>A report for programs.</summary>
    public static string JsonOf(DeliveryReport report) => JsonSerializer.Serialize(
        report with
        {
            Live = report.Live is { } live ? live with { Manifests = Redaction.WithoutSecretManifests(live.Manifests) } : null,
        },
        DeliveryJson.Default.DeliveryReport);

    /// <summary>Writes the four files under a folder.</summary>
    public static void Write(DeliveryReport report, string folder)
    {
        AtomicFile.WriteAllText(Path.Combine(folder, "report.json"), JsonOf(report));
        AtomicFile.WriteAllText(Path.Combine(folder, "report.md"), MarkdownReport.Of(report));
        AtomicFile.WriteAllText(Path.Combine(folder, "report.html"), HtmlReport.Of(report));
        AtomicFile.WriteAllText(Path.Combine(folder, "junit", "checks.xml"), JunitReport.Of(report));
    }
}

/// <summary>The checks as JUnit XML, which every CI system reads: a suite per kind of check, a case per check.</summary>
internal static class JunitReport
{
    public static string Of(DeliveryReport report)
    {
        var suites = report.Checks.GroupBy(check => check.Id.Split('/')[0]).Select(suite => new XElement(
            "testsuite",
            new XAttribute("name", suite.Key),
            new XAttribute("tests", suite.Count()),
            new XAttribute("failures", suite.Count(check => check.Verdict == Verdict.Fail)),
            new XAttribute("skipped", suite.Count(check => check.Verdict == Verdict.Skipped)),
            new XAttribute("timestamp", report.Started.UtcDateTime.ToString("s", CultureInfo.InvariantCulture)),
            suite.Select(Case)));
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + new XElement("testsuites", suites) + "\n";
    }

    private static XElement Case(CheckResult check) => new(
        "testcase",
        new XAttribute("classname", check.Id.Split('/')[0]),
        new XAttribute("name", Printable(check.Id)),
        check.Verdict switch
        {
            Verdict.Fail => new XElement(
                "failure",
                new XAttribute("message", Printable(check.Title + ": " + check.Cause)),
                Printable($"{check.Evidence}\nNext: {check.Next}")),
            Verdict.Skipped => new XElement("skipped", new XAttribute("message", Printable(check.Evidence))),
            _ => null,
        },
        new XElement("system-out", Printable(check.Evidence)));

    /// <summary>XML has no control characters, not even escaped.</summary>
    private static string Printable(string text) =>
        text.Aggregate(
            new StringBuilder(text.Length), (builder, c) => builder.Append(System.Xml.XmlConvert.IsXmlChar(c) ? c : '?')).ToString();
}

/// <summary>The report as Markdown, as CI systems show it in a job's summary.</summary>
public static class MarkdownReport
{
    private static readonly Regex Mark = new(@"[\\|*`]");

    public static string Of(DeliveryReport report)
    {
        var text = Head(report);
        Checks(text, report.Checks);
        return text.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>In sum, and of the checks those that did not pass.</summary>
    public static string Summary(DeliveryReport report)
    {
        var text = Head(report);
        if (CheckSummary.Of(report.Checks, Verdict.Pass) is { } passed)
        {
            text.AppendLine().AppendLine($"Passed: {passed}");
        }

        Checks(text, [.. report.Checks.Where(check => check.Verdict != Verdict.Pass)]);
        return text.ToString().ReplaceLineEndings("\n");
    }

    private static StringBuilder Head(DeliveryReport report)
    {
        var text = new StringBuilder();
        var seconds = report.Seconds.ToString("0.0", CultureInfo.InvariantCulture);
        text.AppendLine($"# {string.Join(", ", report.Targets)}: {(report.Succeeded ? "succeeded" : "failed")}");
        text.AppendLine();
        text.AppendLine($"{report.Environment} on {report.Platform}, {report.Started.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, {seconds} s");
        if (report.Failure is { } failure)
        {
            text.AppendLine().AppendLine("```").AppendLine(failure).AppendLine("```");
        }

        Facts(text, report);
        return text;
    }

    private static void Facts(StringBuilder text, DeliveryReport report)
    {
        var facts = ReportFacts.Of(report);
        if (facts.Count == 0)
        {
            return;
        }

        text.AppendLine().AppendLine("| | |").AppendLine("|---|---|");
        foreach (var (name, value) in facts)
        {
            text.AppendLine($"| {name} | {Cell(value)} |");
        }
    }

    private static void Checks(StringBuilder text, IReadOnlyList<CheckResult> checks)
    {
        if (checks.Count == 0)
        {
            return;
        }

        text.AppendLine().AppendLine("| check | verdict | evidence |").AppendLine("|---|---|---|");
        foreach (var check in checks)
        {
            var trouble = check.Verdict == Verdict.Fail ? $"\n{check.Cause}\nNext: {check.Next}" : "";
            var verdict = check.Verdict.ToString().ToLowerInvariant();
            text.AppendLine($"| {Cell($"{check.Id}\n{check.Title}")} | {verdict} | {Cell(check.Evidence + trouble)} |");
        }
    }

    /// <summary>Text unchanged, though it has letters that mean something in Markdown, as selectors of PromQL do.</summary>
    private static string Cell(string text) =>
        Mark.Replace(text.Replace("<", "&lt;", StringComparison.Ordinal), @"\$0").ReplaceLineEndings("<br>");
}

/// <summary>The facts of a report as pairs of name and value, the same on the console and in Markdown.</summary>
public static class ReportFacts
{
    private const double Mebibyte = 1024 * 1024;

    /// <summary>Those that are known, in the order in which they came to be.</summary>
    public static IReadOnlyList<(string Name, string Value)> Of(DeliveryReport report)
    {
        var facts = new List<(string, string)>();
        if (report.Image is { } image)
        {
            facts.Add(("version", image.Version));
            facts.Add(("image", image.Reference));
            if (image.Platforms.Count > 1)
            {
                facts.Add(("platforms", string.Join(", ", image.Platforms)));
            }

            var sent = image.Uploaded == 0 ? "all of it there already" : $"{Size(image.Uploaded)} uploaded";
            facts.Add(("size", $"{Size(image.Size)} in {Plural.Of(image.Layers.Count, "layer")}, {sent}"));
        }

        if (report.Commit is { } commit)
        {
            var branch = commit.AwaitsMergeOn is { } awaiting ? $"on branch {awaiting} until it is merged, " : "";
            var changes = commit.IsNew ? string.Join(", ", commit.Changes) : "there already";
            facts.Add(("commit", $"{commit.Id[..12]} in {commit.Repository}, {branch}{changes}"));
        }

        if (report.Live is { } live)
        {
            var running = live.Replicas.Count(replica => replica.IsRunning);
            facts.Add(("runs", $"{running} of {live.Replicas.Count} replicas in {live.Namespace} on {report.Platform}"));
            facts.AddRange(
                live.Replicas.Select(replica => ("", $"{replica.Pod}: {replica.Runtime}{(replica.IsRunning ? "" : ", not running")}")));
        }

        facts.AddRange(report.SinceProof?.Facts ?? []);
        if (report.Bundle is { } bundle)
        {
            facts.Add(("for an issue", bundle));
        }

        if (report.Hosts is { } hosts)
        {
            facts.Add(("/etc/hosts", hosts));
        }

        facts.AddRange(report.TurnedOff.Select(off => ("turned off", $"{off.Key}: {off.Value}")));
        facts.AddRange(report.Urls.Select(url => (url.Key, url.Value)));
        return facts;
    }

    private static string Size(long bytes) => (bytes / Mebibyte).ToString("0.0", CultureInfo.InvariantCulture) + " MiB";
}

/// <summary>
/// Checks that are not proven as lines that GitHub and Gitea show beside the run
/// (<see href="https://docs.github.com/actions/reference/workflow-commands-for-github-actions#setting-an-error-message"/>).
/// </summary>
public static class Annotations
{
    /// <summary>A line for each failure and each warning.</summary>
    public static IEnumerable<string> Of(IEnumerable<CheckResult> checks) =>
        from check in checks
        let command = check.Verdict switch { Verdict.Fail => "error", Verdict.Warning => "warning", _ => null }
        where command is not null
        select $"::{command} title={Property(check.Id)}::{Data($"{check.Evidence}. {check.Cause}. Next: {check.Next}")}";

    private static string Data(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal).Replace(
            "\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) =>
        Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
