using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery.GitOps;

namespace GitOpsDemo.Build.Tasks.Verification;

/// <summary>The smoke check on dashboards; it depends on nothing.</summary>
[TaskName(nameof(VerifyDashboards))]
[TaskDescription("Executes every query of every panel, and proves that Grafana, if there is one, has the dashboards.")]
public sealed class VerifyDashboards(EnvironmentProof proof) : ProofTask
{
    /// <inheritdoc/>
    public override Task RunAsync(BuildContext context) => proof.ProveAsync(context, ProofFamily.Dashboards);
}
