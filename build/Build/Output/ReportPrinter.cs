using Cake.Cli;
using Cake.Core;
using Cake.Core.Diagnostics;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Monitoring.Dashboards;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Report;
using Spectre.Console;

namespace GitOpsDemo.Build.Output;

/// <summary>Prints Cake's task table, then what the run did and proved. Where the tasks are in view, their start needs no banner.</summary>
internal sealed class ReportPrinter(
    IConsole console,
    IAnsiConsole ansi,
    Terminal terminal,
    RunReport run,
    RecordedCommandRunner programs,
    BuildOptions options,
    BuildPaths paths) : ICakeReportPrinter
{
    private readonly CakeSpectreReportPrinter _tasks = new(ansi);
    private readonly ConsoleReport _report = new(terminal, console, ansi);

    public void Write(CakeReport report)
    {
        _tasks.Write(report);
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
        _report.Write(snapshot, run.IsKept ? Path.Combine(paths.Artifacts, "report.html") : null);
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
            _tasks.WriteStep(name, verbosity);
        }
    }

    public void WriteLifeCycleStep(string name, Verbosity verbosity)
    {
        if (!terminal.HasLiveView)
        {
            _tasks.WriteLifeCycleStep(name, verbosity);
        }
    }

    public void WriteSkippedStep(string name, Verbosity verbosity)
    {
        if (!terminal.HasLiveView)
        {
            _tasks.WriteSkippedStep(name, verbosity);
        }
    }
}

/// <summary>Gives a report what the panels of the dashboards show, for its page.</summary>
public sealed class ReportPage(IPlatform platform, TimeProvider time)
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
            var prometheus = await context.PrometheusAsync(platform);
            return report with
            {
                Panels = await new PanelReader(time).ReadAsync(prometheus, dashboards, live, context.CancellationToken),
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
