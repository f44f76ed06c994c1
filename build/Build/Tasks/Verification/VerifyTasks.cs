using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery.GitOps;

namespace GitOpsDemo.Build.Tasks.Verification;

/// <summary>The whole proof.</summary>
[TaskName(nameof(Verify))]
[TaskDescription("VerifyTargets, VerifyAlerts, VerifyDashboards and VerifyLogs.")]
[IsDependentOn(typeof(VerifyTargets))]
[IsDependentOn(typeof(VerifyAlerts))]
[IsDependentOn(typeof(VerifyDashboards))]
[IsDependentOn(typeof(VerifyLogs))]
public sealed class Verify : FrostingTask<BuildContext>, IObservingTask;

/// <summary>The smoke check on targets; it depends on nothing.</summary>
[TaskName(nameof(VerifyTargets))]
[TaskDescription("Proves through the Prometheus API that every replica runs the live image, is scraped, and is up.")]
public sealed class VerifyTargets(EnvironmentProof proof) : ProofTask
{
    /// <inheritdoc/>
    public override Task RunAsync(BuildContext context) => proof.ProveAsync(context, ProofFamily.Targets);
}

/// <summary>The smoke check on rules and on the way of alerts; it depends on nothing.</summary>
[TaskName(nameof(VerifyAlerts))]
[TaskDescription("Proves that every alert rule is loaded, correct and healthy, and that an alert would reach somebody.")]
public sealed class VerifyAlerts(EnvironmentProof proof) : ProofTask
{
    /// <inheritdoc/>
    public override Task RunAsync(BuildContext context) => proof.ProveAsync(context, ProofFamily.Alerts);
}

/// <summary>The smoke check on dashboards; it depends on nothing.</summary>
[TaskName(nameof(VerifyDashboards))]
[TaskDescription("Executes every query of every panel, and proves that Grafana, if there is one, has the dashboards.")]
public sealed class VerifyDashboards(EnvironmentProof proof) : ProofTask
{
    /// <inheritdoc/>
    public override Task RunAsync(BuildContext context) => proof.ProveAsync(context, ProofFamily.Dashboards);
}

/// <summary>The smoke check on logs; it depends on nothing.</summary>
[TaskName(nameof(VerifyLogs))]
[TaskDescription("Sends a request and proves that its log line is found: in Loki, or in the lab in a replica's log.")]
public sealed class VerifyLogs(EnvironmentProof proof) : ProofTask
{
    /// <inheritdoc/>
    public override Task RunAsync(BuildContext context) => proof.ProveAsync(context, ProofFamily.Logs);
}
