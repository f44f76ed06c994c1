using Cake.Frosting;
using GitOpsDemo.Build.Context;

namespace GitOpsDemo.Build.Tasks.Verification;

/// <summary>The whole proof.</summary>
[TaskName(nameof(Verify))]
[TaskDescription("VerifyTargets, VerifyAlerts, VerifyDashboards and VerifyLogs.")]
[IsDependentOn(typeof(VerifyTargets))]
[IsDependentOn(typeof(VerifyAlerts))]
[IsDependentOn(typeof(VerifyDashboards))]
[IsDependentOn(typeof(VerifyLogs))]
public sealed class Verify : FrostingTask<BuildContext>, IObservingTask;
