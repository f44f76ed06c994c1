using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Verification;

namespace GitOpsDemo.Delivery.Reporting;

/// <summary>The report as Markdown, as CI systems show it in a job's summary.</summary>
internal static partial class MarkdownReport
{
    public static string Of(DeliveryReport report)
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
            var trouble = check.Verdict == Verdict.Fail ? $"\n{check.Cause}\nNext: {check.Next}" : "";
            text.AppendLine($"| {Cell($"{check.Id}\n{check.Title}")} | {check.Verdict.ToString().ToLowerInvariant()} | {Cell(check.Evidence + trouble)} |");
        }
    }

    /// <summary>Text as it stands, though it has letters that mean something in Markdown, as selectors of PromQL do.</summary>
    private static string Cell(string text) => Mark().Replace(text.Replace("<", "&lt;", StringComparison.Ordinal), @"\$0").ReplaceLineEndings("<br>");

    [GeneratedRegex(@"[\\|*`]")]
    private static partial Regex Mark();
}
