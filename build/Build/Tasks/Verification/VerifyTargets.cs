using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery.GitOps;

namespace GitOpsDemo.Build.Tasks.Verification;

/// <summary>The smoke check on targets; it depends on nothing.</summary>
[TaskName(nameof(VerifyTargets))]
[TaskDescription("Proves through the Prometheus API that every replica runs the live image, is scraped, and is up.")]
public sealed class VerifyTargets(EnvironmentProof proof) : ProofTask
{
    /// <inheritdoc/>
    public override Task RunAsync(BuildContext context) => proof.ProveAsync(context, ProofFamily.Targets);
}
