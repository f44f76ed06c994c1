using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery.GitOps;

namespace GitOpsDemo.Build.Tasks.Verification;

/// <summary>The smoke check on rules and on the way of alerts; it depends on nothing.</summary>
[TaskName(nameof(VerifyAlerts))]
[TaskDescription("Proves that every alert rule is loaded, correct and healthy, and that an alert would reach somebody.")]
public sealed class VerifyAlerts(EnvironmentProof proof) : ProofTask
{
    /// <inheritdoc/>
    public override Task RunAsync(BuildContext context) => proof.ProveAsync(context, ProofFamily.Alerts);
}
