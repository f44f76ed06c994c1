using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks.GitOps;
using GitOpsDemo.Delivery.GitOps;

namespace GitOpsDemo.Build.Tasks.Verification;

[TaskName(nameof(Verify))]
[TaskDescription("VerifyTargets, VerifyAlerts, VerifyDashboards and VerifyLogs.")]
[IsDependentOn(typeof(VerifyTargets))]
[IsDependentOn(typeof(VerifyAlerts))]
[IsDependentOn(typeof(VerifyDashboards))]
[IsDependentOn(typeof(VerifyLogs))]
public sealed class Verify : FrostingTask<BuildContext>, IObservingTask;

/// <summary>
/// A task that proves something of what runs, and can do so again and again. While the commit of this run waits to be merged it proves
/// nothing: what runs is not what this run has built.
/// </summary>
public abstract class ProofTask : AsyncFrostingTask<BuildContext>, IObservingTask, IFrostingTask
{
    public string SkippedMessage => WaitForSync.UntilMerged;

    public override bool ShouldRun(BuildContext context) => !context.Report.AwaitsMerge;
}

[TaskName(nameof(VerifyTargets))]
[TaskDescription("Proves through the Prometheus API that every replica runs the live image, is scraped, and is up.")]
public sealed class VerifyTargets(EnvironmentProof proof) : ProofTask
{
    public override Task RunAsync(BuildContext context) => proof.ProveAsync(context, ProofFamily.Targets);
}

[TaskName(nameof(VerifyAlerts))]
[TaskDescription("Proves that every alert rule is loaded, correct and healthy, and that an alert would reach somebody.")]
public sealed class VerifyAlerts(EnvironmentProof proof) : ProofTask
{
    public override Task RunAsync(BuildContext context) => proof.ProveAsync(context, ProofFamily.Alerts);
}

[TaskName(nameof(VerifyDashboards))]
[TaskDescription("Executes every query of every panel, and proves that Grafana, if there is one, has the dashboards.")]
public sealed class VerifyDashboards(EnvironmentProof proof) : ProofTask
{
    public override Task RunAsync(BuildContext context) => proof.ProveAsync(context, ProofFamily.Dashboards);
}

[TaskName(nameof(VerifyLogs))]
[TaskDescription("Sends a request and proves that its log line is found: in Loki, or in the lab in a replica's log.")]
public sealed class VerifyLogs(EnvironmentProof proof) : ProofTask
{
    public override Task RunAsync(BuildContext context) => proof.ProveAsync(context, ProofFamily.Logs);
}
