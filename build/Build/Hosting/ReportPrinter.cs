using Cake.Core;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Delivery.Processes;
using GitOpsDemo.Delivery.Reporting;

namespace GitOpsDemo.Build.Hosting;

/// <summary>Prints Cake's task table, then what the run did and proved.</summary>
internal sealed class ReportPrinter(
    ICakeReportPrinter tasks, IConsole console, RunReport report, RecordedCommandRunner programs, BuildOptions options, BuildPaths paths)
    : ICakeReportPrinter
{
    private const int NameWidth = 14;

    public void Write(CakeReport cakeReport)
    {
        tasks.Write(cakeReport);
        if (options.ShowsTimings)
        {
            foreach (var line in Timings.Of(programs.Runs, new TimeSpan(cakeReport.Sum(entry => entry.Duration.Ticks))))
            {
                console.WriteLine("{0}", line);
            }
        }

        if (report.IsEmpty)
        {
            return;
        }

        var snapshot = report.Snapshot(failure: null);
        console.WriteLine();
        foreach (var (name, value) in ReportFacts.Of(snapshot))
        {
            console.WriteLine("{0}{1}", name.PadRight(NameWidth), value);
        }

        foreach (var check in snapshot.Checks)
        {
            console.WriteLine("{0}  {1}: {2}", RunReport.Mark(check.Verdict), check.Id, check.Evidence);
        }

        if (LogGroups.IsActions(Environment.GetEnvironmentVariable))
        {
            foreach (var line in Annotations.Of(snapshot.Checks))
            {
                console.WriteLine("{0}", line);
            }
        }

        console.WriteLine("{0}{1}", "report".PadRight(NameWidth), Path.Combine(paths.Artifacts, "report.html"));
    }

    public void WriteStep(string name, Cake.Core.Diagnostics.Verbosity verbosity) => tasks.WriteStep(name, verbosity);

    public void WriteLifeCycleStep(string name, Cake.Core.Diagnostics.Verbosity verbosity) => tasks.WriteLifeCycleStep(name, verbosity);

    public void WriteSkippedStep(string name, Cake.Core.Diagnostics.Verbosity verbosity) => tasks.WriteSkippedStep(name, verbosity);
}
