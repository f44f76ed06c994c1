using System.Globalization;
using System.Net;
using System.Text;
using GitOpsDemo.Delivery.Proof;

namespace GitOpsDemo.Delivery.Report.Html;

/// <summary>The report as one page that needs nothing else: no script, no font, no request.</summary>
internal static class HtmlReport
{
    private static readonly Lazy<string> Stylesheet = new(ReadStylesheet);

    public static string Of(DeliveryReport report)
    {
        var title = $"{string.Join(", ", report.Targets)}: {(report.Succeeded ? "succeeded" : "failed")}";
        var place = $"{Text.Escaped(report.Environment)} on {Text.Escaped(report.Platform)}";
        return $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{Text.Escaped(title)}</title>
            <style>
            {Stylesheet.Value}
            </style>
            </head>
            <body>
            <header class="{(report.Succeeded ? "pass" : "fail")}">
            <h1>{Text.Escaped(title)}</h1>
            <p>{place}, {report.Started.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, {Seconds(report.Seconds)}</p>
            </header>
            {Failure(report)}
            {Facts(report)}
            {Panels(report)}
            {Checks(report)}
            {Timeline(report)}
            </body>
            </html>

            """;
    }

    private static string Failure(DeliveryReport report) =>
        report.Failure is { } failure ? $"<section><h2>Why it failed</h2><pre>{Text.Escaped(failure)}</pre></section>" : "";

    private static string Facts(DeliveryReport report)
    {
        var facts = ReportFacts.Of(report).Select(fact =>
            $"<dt>{Text.Escaped(fact.Name)}</dt><dd>{Text.Linked(fact.Value)}</dd>");
        var title = report is { Live: null, Image: not null } or { Live: null, Commit: not null } ? "What was pushed" : "What runs";
        return Section(title, string.Join('\n', facts) is { Length: > 0 } list ? $"<dl>\n{list}\n</dl>" : "");
    }

    private static string Panels(DeliveryReport report) =>
        Section(
            "What Prometheus has measured",
            report.Panels.Count == 0 ? "" : $"<div class=\"panels\">{string.Concat(report.Panels.Select(PanelDrawing.Of))}</div>");

    /// <summary>The checks by their kind; a kind with a failure is open.</summary>
    private static string Checks(DeliveryReport report)
    {
        var kinds = new StringBuilder();
        foreach (var kind in report.Checks.GroupBy(check => check.Id.Split('/')[0]))
        {
            var failed = kind.Count(check => check.Verdict == Verdict.Fail);
            var open = failed > 0 ? " open=\"open\"" : "";
            kinds.Append($"<details{open}><summary><b>{Text.Escaped(kind.Key)}</b> {Count(kind, failed)}</summary>\n<ul>\n");
            foreach (var check in kind)
            {
                kinds.Append(Check(check));
            }

            kinds.Append("</ul></details>\n");
        }

        return Section("What was proven", kinds.ToString());
    }

    private static string Count(IEnumerable<CheckResult> checks, int failed)
    {
        var verdicts = checks.CountBy(check => check.Verdict).ToDictionary();
        var proven = verdicts.GetValueOrDefault(Verdict.Pass);
        var others = verdicts.Where(pair => pair.Key is not (Verdict.Pass or Verdict.Fail)).Select(
            pair => $"{pair.Value} {pair.Key.ToString().ToLowerInvariant()}");
        string[] most = failed > 0 ? [$"<span class=\"fail\">{failed} of {checks.Count()} failed</span>"]
            : proven > 0 ? [$"<span class=\"pass\">{proven} proven</span>"]
            : [];
        return string.Join(", ", most.Concat(others));
    }

    private static string Check(CheckResult check)
    {
        var verdict = check.Verdict.ToString().ToLowerInvariant();
        var trouble = check.Verdict == Verdict.Fail ? $"<p>{Text.Escaped(check.Cause)}</p><p>Next: {Text.Escaped(check.Next)}</p>" : "";
        return $"<li><p><span class=\"{verdict}\">{verdict}</span> {Text.Escaped(check.Title)}</p>"
            + $"<p class=\"evidence\">{Text.Escaped(check.Evidence)}</p>{trouble}</li>\n";
    }

    private static string Timeline(DeliveryReport report)
    {
        var whole = Math.Max(0.001, report.Seconds);
        var rows = report.Tasks.Where(task => task.Outcome != TaskOutcome.Skipped).Select(task =>
            $"<li class=\"{task.Outcome.ToString().ToLowerInvariant()}\"><span class=\"name\">{Text.Escaped(task.Name)}</span>"
            + $"<span class=\"track\"><i style=\"left:{Percent(task.Start / whole)};width:{Percent(task.Seconds / whole)}\"></i></span>"
            + $"<span class=\"seconds\">{Seconds(task.Seconds)}</span></li>");
        return Section(
            "Where the time went", string.Join('\n', rows) is { Length: > 0 } list ? $"<ol class=\"timeline\">\n{list}\n</ol>" : "");
    }

    private static string Section(string title, string content) =>
        content.Length == 0 ? "" : $"<section>\n<h2>{title}</h2>\n{content}\n</section>";

    private static string Percent(double share) => Math.Clamp(100 * share, 0, 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";

    private static string Seconds(double seconds) => seconds switch
    {
        < 10 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00} s"),
        < 60 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)seconds / 60} min {(int)seconds % 60:00} s"),
    };

    private static string ReadStylesheet()
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().TrimEnd();
    }
}

/// <summary>Text in HTML: what came from elsewhere is shown, and never read as markup.</summary>
internal static class Text
{
    /// <summary>Text or the value of an attribute.</summary>
    public static string Escaped(string text) => WebUtility.HtmlEncode(text);

    /// <summary>Text that is a link where it is an http(s) address.</summary>
    public static string Linked(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? $"""<a href="{Escaped(url.AbsoluteUri)}">{Escaped(text)}</a>"""
            : Escaped(text);
}
