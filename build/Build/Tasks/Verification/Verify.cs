using Cake.Frosting;
using GitOpsDemo.Build.Context;

namespace GitOpsDemo.Build.Tasks.Verification;

/// <summary>The whole proof.</summary>
[TaskName(nameof(Verify))]
[TaskDescription("VerifyTargets and VerifyAlerts.")]
[IsDependentOn(typeof(VerifyTargets))]
[IsDependentOn(typeof(VerifyAlerts))]
public sealed class Verify : FrostingTask<BuildContext>, IObservingTask;
