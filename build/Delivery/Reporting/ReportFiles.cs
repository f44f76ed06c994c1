using System.Text.Json;
using GitOpsDemo.Delivery.Files;
using GitOpsDemo.Delivery.Reporting.Html;

namespace GitOpsDemo.Delivery.Reporting;

/// <summary>Writes a report as <c>report.json</c> for programs, <c>report.md</c> for CI summaries, <c>report.html</c> for people, and <c>junit/checks.xml</c> for CI.</summary>
public static class ReportFiles
{
    /// <summary>Writes the four files under a folder.</summary>
    public static void Write(DeliveryReport report, string folder)
    {
        AtomicFile.WriteAllBytes(Path.Combine(folder, "report.json"), JsonSerializer.SerializeToUtf8Bytes(report, ReportJson.Default.DeliveryReport));
        AtomicFile.WriteAllText(Path.Combine(folder, "report.md"), MarkdownReport.Of(report));
        AtomicFile.WriteAllText(Path.Combine(folder, "report.html"), HtmlReport.Of(report));
        AtomicFile.WriteAllText(Path.Combine(folder, "junit", "checks.xml"), JunitReport.Of(report));
    }
}
