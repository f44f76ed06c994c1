using System.Globalization;
using System.Text;
using GitOpsDemo.Delivery.Verification;

namespace GitOpsDemo.Delivery.Reporting;

/// <summary>The report as Markdown, as CI systems show it in a job's summary.</summary>
internal static class MarkdownReport
{
    public static string Of(DeliveryReport report)
    {
        var text = new StringBuilder();
        var seconds = report.Seconds.ToString("0.0", CultureInfo.InvariantCulture);
        text.AppendLine($"# {string.Join(", ", report.Targets)}: {(report.Succeeded ? "succeeded" : "failed")}");
        text.AppendLine();
        text.AppendLine($"{report.Environment} on {report.Platform}, {report.Started:yyyy-MM-dd HH:mm:ss} UTC, {seconds} s");
        if (report.Failure is { } failure)
        {
            text.AppendLine().AppendLine("```").AppendLine(failure).AppendLine("```");
        }

        Facts(text, report);
        Checks(text, report.Checks);
        return text.ToString().ReplaceLineEndings("\n");
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
            var trouble = check.Verdict == Verdict.Fail ? $"<br>{check.Cause}<br>Next: {check.Next}" : "";
            text.AppendLine($"| {check.Id}<br>{Cell(check.Title)} | {check.Verdict.ToString().ToLowerInvariant()} | {Cell(check.Evidence + trouble)} |");
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings("<br>");
}
