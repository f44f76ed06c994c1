using Cake.Frosting;
using GitOpsDemo.Build.Context;

namespace GitOpsDemo.Build.Tasks.Manifests;

[TaskName(nameof(Validate))]
[TaskDescription("ValidateManifests, TestRules and LintDashboards.")]
[IsDependentOn(typeof(ValidateManifests))]
[IsDependentOn(typeof(TestRules))]
[IsDependentOn(typeof(LintDashboards))]
public sealed class Validate : FrostingTask<BuildContext>;
