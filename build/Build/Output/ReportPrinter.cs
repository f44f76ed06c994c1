using Cake.Cli;
using Cake.Core;
using Cake.Core.Diagnostics;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Monitoring.Dashboards;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Report;

namespace GitOpsDemo.Build.Output;

/// <summary>Prints Cake's task table, then what the run did and proved. Where the tasks are in view, their begins need no banner.</summary>
internal sealed class ReportPrinter(
    CakeSpectreReportPrinter tasks,
    IConsole console,
    Terminal terminal,
    ConsoleReport consoleReport,
    RunReport run,
    RecordedCommandRunner programs,
    BuildOptions options,
    BuildPaths paths) : ICakeReportPrinter
{
    public void Write(CakeReport report)
    {
        tasks.Write(report);
        if (options.ShowsTimings)
        {
            foreach (var line in Timings.Of(programs.Runs, new TimeSpan(report.Sum(entry => entry.Duration.Ticks))))
            {
                console.WriteLine("{0}", line);
            }

            console.WriteLine();
        }

        if (run.IsEmpty)
        {
            return;
        }

        var snapshot = run.Snapshot(failure: null);
        consoleReport.Write(snapshot, run.IsKept ? Path.Combine(paths.Artifacts, "report.html") : null);
        if (LogGroups.IsActions(Environment.GetEnvironmentVariable))
        {
            foreach (var line in Annotations.Of(snapshot.Checks))
            {
                console.WriteLine("{0}", line);
            }
        }
    }

    public void WriteStep(string name, Verbosity verbosity)
    {
        if (!terminal.HasLiveView)
        {
            tasks.WriteStep(name, verbosity);
        }
    }

    public void WriteLifeCycleStep(string name, Verbosity verbosity)
    {
        if (!terminal.HasLiveView)
        {
            tasks.WriteLifeCycleStep(name, verbosity);
        }
    }

    public void WriteSkippedStep(string name, Verbosity verbosity)
    {
        if (!terminal.HasLiveView)
        {
            tasks.WriteSkippedStep(name, verbosity);
        }
    }
}

/// <summary>Gives a report what the panels of the dashboards show, for its page.</summary>
public sealed class ReportPage(IPlatform platform, PanelReader reader)
{
    /// <summary>
    /// The report with panels, where something was proven of what runs. Whatever goes wrong here leaves the page without them.
    /// </summary>
    internal async Task<DeliveryReport> WithPanelsAsync(BuildContext context, DeliveryReport report)
    {
        if (report is not { Live: { } live, Checks.Count: > 0 })
        {
            return report;
        }

        try
        {
            var dashboards = context.Dashboards();
            return report with
            {
                Panels = await reader.ReadAsync(await context.PrometheusAsync(platform), dashboards, live, context.CancellationToken),
            };
        }
        catch (DeliveryException exception)
        {
            context.DeliveryLog.Detail($"the page is without panels: {exception.Message}");
            return report;
        }
        catch (OperationCanceledException)
        {
            return report;
        }
    }
}
