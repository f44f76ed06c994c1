using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery.GitOps;

namespace GitOpsDemo.Build.Tasks.Verification;

/// <summary>The smoke check on logs; it depends on nothing.</summary>
[TaskName(nameof(VerifyLogs))]
[TaskDescription("Sends a request and proves that its log line is found: in Loki, or in the lab in a replica's log.")]
public sealed class VerifyLogs(EnvironmentProof proof) : ProofTask
{
    /// <inheritdoc/>
    public override Task RunAsync(BuildContext context) => proof.ProveAsync(context, ProofFamily.Logs);
}
