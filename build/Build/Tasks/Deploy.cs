using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks.Code;
using GitOpsDemo.Build.Tasks.GitOps;
using GitOpsDemo.Build.Tasks.Image;
using GitOpsDemo.Build.Tasks.Manifests;
using GitOpsDemo.Build.Tasks.Monitoring;
using GitOpsDemo.Build.Tasks.Verification;

namespace GitOpsDemo.Build.Tasks;

/// <summary>From source to proof, in this order. (An aggregate has no body and no criteria: Cake fails when a target is skipped.)</summary>
[TaskName(nameof(Deploy))]
[TaskDescription("From source to a proven deployment: checks, tests, image, push, bump, monitoring, sync, proof.")]
[IsDependentOn(typeof(CheckRequirements))]
[IsDependentOn(typeof(Validate))]
[IsDependentOn(typeof(UnitTest))]
[IsDependentOn(typeof(PushImage))]
[IsDependentOn(typeof(Baseline))]
[IsDependentOn(typeof(BumpImage))]
[IsDependentOn(typeof(InstallMonitoring))]
[IsDependentOn(typeof(ApplyAlerts))]
[IsDependentOn(typeof(ApplyDashboards))]
[IsDependentOn(typeof(WaitForSync))]
[IsDependentOn(typeof(Verify))]
[IsDependentOn(typeof(Soak))]
public sealed class Deploy : FrostingTask<BuildContext>;
