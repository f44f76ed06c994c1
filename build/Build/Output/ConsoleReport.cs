using Cake.Core;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Delivery.Report;
using Spectre.Console;

namespace GitOpsDemo.Build.Output;

/// <summary>
/// A report on the console: all of it where it is kept; on a terminal what a person looks for, in lines that fit, for the files have the
/// evidence of what passed.
/// </summary>
internal sealed class ConsoleReport(Terminal terminal, IConsole console, IAnsiConsole ansi)
{
    private const int NameWidth = 14;

    /// <summary>Writes it.</summary>
    /// <param name="page">The path of its page; null where it is not kept.</param>
    public void Write(DeliveryReport report, string? page)
    {
        if (terminal.IsTerminal)
        {
            WriteFitting(report);
        }
        else
        {
            WriteAll(report);
        }

        if (page is not null)
        {
            // In one piece, however long, so that it can be clicked or copied.
            console.WriteLine("{0}{1}", "report".PadRight(NameWidth), page);
        }
    }

    private void WriteAll(DeliveryReport report)
    {
        foreach (var (name, value) in ReportFacts.Of(report))
        {
            console.WriteLine("{0}{1}", name.PadRight(NameWidth), value);
        }

        foreach (var check in report.Checks)
        {
            console.WriteLine("{0}  {1}: {2}", RunReport.Mark(check.Verdict), check.Id, check.Evidence);
        }
    }

    private void WriteFitting(DeliveryReport report)
    {
        var room = terminal.Size().Width - NameWidth;
        var grid = new Grid { Expand = false }
            .AddColumn(new GridColumn { Width = NameWidth, NoWrap = true, Padding = new Padding(0) })
            .AddColumn(new GridColumn { Padding = new Padding(0) });
        foreach (var (name, value) in ReportFacts.Of(report))
        {
            grid.AddRow(new Text(name), new Text(TerminalText.Wrap(TerminalText.Shorten(value, room), room)));
        }

        foreach (var verdict in Enum.GetValues<Verdict>())
        {
            if (CheckSummary.Of(report.Checks, verdict) is { } summary)
            {
                grid.AddRow(new Text(RunReport.Mark(verdict), StyleOf(verdict)), new Text(summary));
            }
        }

        ansi.Write(grid);
        foreach (var check in report.Checks.Where(check => check.Verdict is Verdict.Fail or Verdict.Warning))
        {
            console.WriteLine("{0}  {1}: {2}", RunReport.Mark(check.Verdict), check.Id, check.Evidence);
        }
    }

    private static Style StyleOf(Verdict verdict) => verdict switch
    {
        Verdict.Pass => new Style(foreground: Color.Green),
        Verdict.Fail => new Style(foreground: Color.Red),
        _ => new Style(foreground: Color.Yellow),
    };
}
