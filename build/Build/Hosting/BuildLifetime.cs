using Cake.Core;
using Cake.Frosting;
using GitOpsDemo.Build.Output;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks;
using GitOpsDemo.Build.Tasks.GitOps;
using GitOpsDemo.Build.Tasks.Image;
using GitOpsDemo.Build.Tasks.Monitoring;
using GitOpsDemo.Build.Tasks.Verification;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Notifications;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Report;

namespace GitOpsDemo.Build.Hosting;

/// <summary>
/// The start of a run, which has no effect (a dry run has it too), and its end, which undoes what has to be undone and writes the report.
/// </summary>
public sealed class BuildLifetime(
    FailedDeploy failedDeploy,
    EnvironmentProof proof,
    ReportPage page,
    Notifier notifier,
    SourceStatus status,
    ServicePublication publication,
    MonitoringStart monitoring,
    AheadOfTime host,
    RecordedCommandRunner programs,
    TerminalView view,
    Cancellation cancellation) : FrostingLifetime<BuildContext>
{
    /// <summary>The targets whose result people want to hear of.</summary>
    private static readonly string[] Deliveries = [nameof(Deploy), nameof(Promote), nameof(Rollback)];

    public override void Setup(BuildContext context, ISetupContext info)
    {
        var options = context.Options;
        var place = options.Release.From is { } source ? $"from {source}" : $"for {options.Environment}";
        context.DeliveryLog.Information($"{string.Join(", ", options.Targets)} {place}");

        // Cake tells here also of those that --exclusive leaves out.
        var tasks = BuildTasks.Of(context.Options);
        view.Plan(tasks);
        proof.LastTask = tasks.LastOrDefault(BuildTasks.Proving.Contains);
        cancellation.Abandoned += view.Stop;
        if (!tasks.All(BuildTasks.Observing.Contains))
        {
            cancellation.Token.Register(
                () => context.DeliveryLog.Warning("stopping, after what is half done is undone; a second Ctrl-C ends this at once"));
        }
    }

    public override void Teardown(BuildContext context, ITeardownContext info)
    {
        try
        {
            Finish(context, info);
        }
        finally
        {
            view.Stop();
        }
    }

    private void Finish(BuildContext context, ITeardownContext info)
    {
        Task.WhenAll(publication.EndAsync(), monitoring.EndAsync(), host.EndAsync()).GetAwaiter().GetResult();
        if (info.ThrownException is { } failure)
        {
            UndoAndExplain(context, failure);
        }

        if (context.Report.IsKept)
        {
            var report = page.WithPanelsAsync(context, context.Report.Snapshot(info.ThrownException)).GetAwaiter().GetResult();
            ReportFiles.Write(report, context.Paths.Artifacts);
        }

        // A dry run has neither failed nor done anything.
        if (context.Options.Targets.FirstOrDefault(Deliveries.Contains) is { } delivery
            && (info.ThrownException is not null || context.Report.IsKept))
        {
            Notify(context, delivery, context.Report.Snapshot(info.ThrownException));
        }
    }

    private void UndoAndExplain(BuildContext context, Exception failure)
    {
        if (WriteFailure.Is(failure))
        {
            context.DeliveryLog.Warning(
                "a file can't be read or written. "
                + "Next: look at `df`, and at the owner of the file: make room, or let this user write there");
        }

        failedDeploy.UndoAsync(context, failure).GetAwaiter().GetResult();
        if (programs.Runs.Count > 0)
        {
            context.DeliveryLog.Information($"all that programs said is in {programs.LogFile}");
        }
    }

    private void Notify(BuildContext context, string delivery, DeliveryReport report)
    {
        var options = context.Options;
        status.EndAsync(context, report).GetAwaiter().GetResult();
        notifier.SendAsync(new(
            delivery,
            options.Settings.Service.Name,
            delivery == nameof(Promote) ? options.Release.To! : options.Environment,
            CiBuild.Here.Url,
            report)).GetAwaiter().GetResult();
    }
}

/// <summary>
/// Before the first task that changes something, the checkout is taken for this run. (Not in the set-up of the run: a dry run has that
/// too.) Around each task its output is grouped, it is in view, and its time is kept for the report.
/// </summary>
public sealed class BuildTaskLifetime(
    BuildLock buildLock, IConsole console, TerminalView view, SourceStatus status, TimeProvider time) : FrostingTaskLifetime<BuildContext>
{
    private readonly LogGroups _groups = new(Environment.GetEnvironmentVariable, time);

    public override void Setup(BuildContext context, ITaskSetupContext info)
    {
        Write(_groups.Begin(info.Task.Name));
        view.Begin(info.Task.Name);
        if (!BuildTasks.Observing.Contains(info.Task.Name))
        {
            buildLock.Enter();
            status.BeginAsync(context).GetAwaiter().GetResult();
        }
    }

    public override void Teardown(BuildContext context, ITaskTeardownContext info)
    {
        var outcome = info.Skipped ? TaskOutcome.Skipped : info.ThrownException is null ? TaskOutcome.Succeeded : TaskOutcome.Failed;
        context.Report.Ran(info.Task.Name, info.Duration, outcome);
        view.End(info.Duration, outcome);
        Write(_groups.End(info.Task.Name));
    }

    private void Write(string? line)
    {
        if (line is not null)
        {
            console.WriteLine("{0}", line);
        }
    }
}
