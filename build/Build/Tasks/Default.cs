using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks.Code;
using GitOpsDemo.Build.Tasks.Manifests;

namespace GitOpsDemo.Build.Tasks;

/// <summary>What runs without a target: nothing that is felt outside <c>artifacts/</c>.</summary>
[TaskName(nameof(Default))]
[TaskDescription("UnitTest and Validate: changes nothing outside artifacts/.")]
[IsDependentOn(typeof(Validate))]
[IsDependentOn(typeof(UnitTest))]
public sealed class Default : FrostingTask<BuildContext>;
