using Cake.Frosting;
using GitOpsDemo.Build.Context;

namespace GitOpsDemo.Build.Tasks.Manifests;

/// <summary>Everything that can be said of manifests and rules without running them.</summary>
[TaskName(nameof(Validate))]
[TaskDescription("ValidateManifests and TestRules.")]
[IsDependentOn(typeof(ValidateManifests))]
[IsDependentOn(typeof(TestRules))]
public sealed class Validate : FrostingTask<BuildContext>;
